import { chunkStart, selectWhole, type Moment } from "../../store/whole/selectors.ts";
import { selectOpenVideo } from "../../store/selectors.ts";
import type { WholeTurn } from "../../store/types.ts";
import { formatClock, formatSigned } from "../values/format.ts";
import { useActions, useSession, useSessionStore } from "../hooks/session.tsx";

interface Props {
  readonly turn: WholeTurn;
  readonly moments: readonly Moment[];
}

/** The times that an answer is based on, most relevant first; each leads there while its video is open. */
export function Moments({ turn, moments }: Props) {
  const isOpen = useSession((state) => {
    const open = selectOpenVideo(state);
    return open?.look.kind === "whole" && open.file.key === turn.fileKey;
  });
  const store = useSessionStore();
  const { selectFrame, setPlaying, showTurn } = useActions();
  if (moments.length === 0) return null;
  const show = ({ chunk, timeSec }: Moment) => {
    const whole = selectWhole(store.getState());
    if (whole === null) return;
    showTurn(turn.id);
    setPlaying(false);
    const times = whole.chunks[chunk]?.timesSec ?? [];
    selectFrame(chunkStart(whole.chunks, chunk) + Math.max(0, times.indexOf(timeSec)));
  };
  return (
    <p className="moments">
      <span>Based on</span>
      {moments.map((moment) => (
        <button
          key={moment.chunk}
          type="button"
          className="link num"
          disabled={!isOpen}
          aria-label={`${formatClock(moment.timeSec)}, relevance ${formatSigned(moment.relevance, 1)}, chunk ${moment.chunk + 1}`}
          onClick={() => show(moment)}
        >
          {formatClock(moment.timeSec)}
        </button>
      ))}
    </p>
  );
}
