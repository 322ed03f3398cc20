import { useActions, useSession } from "../hooks/session.tsx";

/** Stops what is being done; it keeps the focus while it has nothing more to do. */
export function StopButton() {
  const isStopping = useSession(({ isStopping }) => isStopping);
  const { stop } = useActions();
  return (
    <button type="button" className="btn stop" aria-disabled={isStopping} onClick={stop}>
      <i aria-hidden="true" />
      {isStopping ? "Stopping" : "Stop"}
    </button>
  );
}
