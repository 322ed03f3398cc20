import { selectReadyVideo, selectShownFrame } from "../../store/selectors.ts";
import { formatMoment } from "../format.ts";
import { useActions, useSession } from "../hooks/session.tsx";

/** Play or pause, and the time on show. */
export function Transport() {
  const isPlaying = useSession(({ isPlaying }) => isPlaying);
  const timeSec = useSession(
    (state) => selectReadyVideo(state)?.video.frameTimesSec[selectShownFrame(state)] ?? null,
  );
  const { setPlaying } = useActions();
  return (
    <div className="head transport">
      <button
        type="button"
        aria-label={isPlaying ? "Pause" : "Play"}
        disabled={timeSec === null}
        onClick={() => setPlaying(!isPlaying)}
      >
        <svg viewBox="0 0 10 10" width="10" height="10" fill="currentColor" aria-hidden="true">
          <path d={isPlaying ? "M2 1h2v8H2zM6 1h2v8H6z" : "M2 1v8l7-4z"} />
        </svg>
      </button>
      <span className="num">{timeSec === null ? "" : formatMoment(timeSec)}</span>
    </div>
  );
}
