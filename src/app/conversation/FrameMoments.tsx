import { answerOf } from "../../store/ask/answer-of.ts";
import {
  favorsEnds,
  frameMoments,
  isByScore,
  type FrameMoment,
} from "../../store/plan/frame-moments.ts";
import { selectFrames, selectOpenVideo } from "../../store/selectors.ts";
import type { FramesTurn } from "../../store/ask/types.ts";
import { frameAt } from "../../store/video/frame-at.ts";
import { formatCounted, formatMoment } from "../values/format.ts";
import { useActions, useSession, useSessionStore } from "../hooks/session.tsx";

function MomentLink({ turn, moment }: { readonly turn: FramesTurn; readonly moment: FrameMoment }) {
  const isOpen = useSession(
    (state) => selectFrames(state) !== null && selectOpenVideo(state)?.file.key === turn.fileKey,
  );
  const store = useSessionStore();
  const { selectFrame, setPlaying } = useActions();
  const { fromSec, toSec, timeSec, tokens, frames } = moment;
  const show = () => {
    const look = selectFrames(store.getState());
    if (look === null) return;
    setPlaying(false);
    // By its time: the file may be looked at by other frames now.
    selectFrame(frameAt(look.video.timesSec, timeSec));
  };
  const from = formatMoment(fromSec);
  const words = frames === 1 ? from : `${from}–${formatMoment(toSec)}`;
  return (
    <button
      type="button"
      className="link num"
      disabled={!isOpen}
      aria-label={`${words}, ${frames === 1 ? "" : "up to "}${formatCounted(tokens, "token")}`}
      onClick={show}
    >
      {words}
    </button>
  );
}

/** The times that stand out in an answer's plan; nothing where none does. */
export function FrameMoments({ turn }: { readonly turn: FramesTurn }) {
  const plan = answerOf(turn)?.plan;
  const moments = plan === undefined ? [] : frameMoments(plan);
  if (plan === undefined || moments.length === 0) return null;
  return (
    <p className="moments">
      <span>{isByScore(plan) ? "Most unusual" : "Looked at most"}</span>
      {moments.map((moment) => (
        <MomentLink key={moment.fromSec} turn={turn} moment={moment} />
      ))}
      <span>
        {favorsEnds(plan.request) && "besides the first and the last frame; "}
        {isByScore(plan)
          ? "no proof that the answer is based on it"
          : "where the tokens went, which proves nothing"}
      </span>
    </p>
  );
}
