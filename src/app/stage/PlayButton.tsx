import { selectCanPlay, selectIsFileHere } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";

const PAUSE = "M2 1h2v8H2zM6 1h2v8H6z";
const PLAY = "M2 1v8l7-4z";
const NOT_ALIKE =
  "This browser's player shows other frames of this file than those that were looked at, so the kept pictures are shown.";
const UNPLAYABLE = "This browser's player cannot play this file, so the kept pictures are shown.";

export function PlayButton() {
  const isPlaying = useSession(({ isPlaying }) => isPlaying);
  const canPlay = useSession(selectCanPlay);
  const isFileHere = useSession(selectIsFileHere);
  const isUnplayable = useSession(({ isUnplayable }) => isUnplayable);
  const { setPlaying } = useActions();
  return (
    <button
      type="button"
      className="btn plain square"
      aria-label={isPlaying ? "Pause" : "Play"}
      disabled={!canPlay}
      title={isFileHere && !canPlay ? (isUnplayable ? UNPLAYABLE : NOT_ALIKE) : undefined}
      onClick={() => setPlaying(!isPlaying)}
    >
      <svg viewBox="0 0 10 10" width="10" height="10" fill="currentColor" aria-hidden="true">
        <path d={isPlaying ? PAUSE : PLAY} />
      </svg>
    </button>
  );
}
