import { selectFrames } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";

/** Begins leaving frames out, with a quarter of them, the most unique, or ends it. */
export function DropButton() {
  const frames = useSession((state) => selectFrames(state)?.video.timesSec.length ?? 0);
  const isDropping = useSession(({ leftOut }) => leftOut !== null);
  const isInspecting = useInspecting();
  const { setLeftOut } = useActions();
  if (!isDropping && (!isInspecting || frames < 2)) return null;
  const quarter = { which: "unique", count: Math.max(1, Math.floor(frames / 4)) } as const;
  return (
    <button
      type="button"
      className="link"
      title="Leave frames out before asking, and see what the answer loses."
      onClick={() => setLeftOut(isDropping ? null : quarter)}
    >
      {isDropping ? "Leave none out" : "Leave frames out"}
    </button>
  );
}
