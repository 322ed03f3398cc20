import type { aboutOf, Moment } from "../../store/whole/moments.ts";
import { selectWhole } from "../../store/whole/selectors.ts";
import { frameAt } from "../../store/video/frame-at.ts";
import { selectOpenVideo } from "../../store/selectors.ts";
import type { WholeTurn } from "../../store/ask/types.ts";
import { formatClock, formatSigned } from "../values/format.ts";
import { useActions, useSession, useSessionStore } from "../hooks/session.tsx";

/** One moment as a link to it, where its video is open. */
function MomentLink({ turn, moment }: { readonly turn: WholeTurn; readonly moment: Moment }) {
  const isOpen = useSession((state) => {
    const open = selectOpenVideo(state);
    return open?.look.kind === "whole" && open.file.key === turn.fileKey;
  });
  const store = useSessionStore();
  const { selectFrame, setPlaying, showTurn } = useActions();
  const { chunk, timeSec, relevance } = moment;
  const show = () => {
    const whole = selectWhole(store.getState());
    if (whole === null) return;
    showTurn(turn.id);
    setPlaying(false);
    // By its time: another reading of the same file has other chunks.
    selectFrame(frameAt(whole.timesSec, timeSec));
  };
  return (
    <button
      type="button"
      className="link num"
      disabled={!isOpen}
      aria-label={`${formatClock(timeSec)}, relevance ${formatSigned(relevance, 1)}, chunk ${chunk + 1}`}
      onClick={show}
    >
      {formatClock(timeSec)}
    </button>
  );
}

const ABOUT = {
  all: "The question is about all of it.",
  now: "The question is about the last minute.",
} as const;

interface Props {
  readonly turn: WholeTurn;
  readonly moments: readonly Moment[];
  /** What the question is about that no moment stands for. */
  readonly about: ReturnType<typeof aboutOf>;
}

/**
 * The times that an answer had in detail, most relevant first. It is based on those that stand out; the others were taken
 * because some had to be.
 */
export function Moments({ turn, moments, about }: Props) {
  if (moments.length === 0) return null;
  const based = moments.filter(({ standsOut }) => standsOut);
  const others = moments.filter(({ standsOut }) => !standsOut);
  const none = about === null ? "No moment stands out." : ABOUT[about];
  const links = (some: readonly Moment[]) =>
    some.map((moment) => <MomentLink key={moment.chunk} turn={turn} moment={moment} />);
  return (
    <p className="moments">
      <span>{based.length === 0 ? none : "Based on"}</span>
      {links(based)}
      {others.length > 0 && <span>{based.length === 0 ? "Looked at" : "Also looked at"}</span>}
      {links(others)}
    </p>
  );
}
