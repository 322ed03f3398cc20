import { selectFrames } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";

/** Begins leaving frames out, with a quarter of them, the most unique. */
export function DropButton() {
  const frames = useSession((state) => selectFrames(state)?.video.timesSec.length ?? 0);
  const isInspecting = useInspecting();
  const { setLeftOut } = useActions();
  if (!isInspecting || frames < 2) return null;
  return (
    <button
      type="button"
      className="btn plain"
      title="Leave frames out before asking, and see what the answer loses."
      onClick={() => setLeftOut({ which: "unique", count: Math.max(1, Math.floor(frames / 4)) })}
    >
      Leave frames out
    </button>
  );
}
