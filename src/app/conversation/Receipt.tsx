// The receipt of an answer: a strip of what it used, which leads back to its plan or chunks, and its cost.

import type { ReactNode } from "react";
import { lookedWords } from "../../base/sampling.ts";
import type { Answer, Plan } from "../../engine/api.ts";
import { methodName } from "../../engine/catalogue.ts";
import { modelName, selectModelInfo } from "../../store/models/selectors.ts";
import { isSameRequest } from "../../store/plan/same-request.ts";
import { leftOutWords } from "../../store/plan/left-out.ts";
import { isSameLooking } from "../../store/plan/plan-request.ts";
import {
  selectAskBlock,
  selectFrames,
  selectIsBusy,
  selectOpenVideo,
  selectPlan,
} from "../../store/selectors.ts";
import { answerOf } from "../../store/ask/answer-of.ts";
import type { FramesTurn, Turn, WholeTurn } from "../../store/ask/types.ts";
import type { State } from "../../store/types.ts";
import { aboutOf, momentsOf } from "../../store/whole/moments.ts";
import { chunkRole } from "../../store/whole/chunk-roles.ts";
import { choiceOf, selectShownTurn, selectWhole } from "../../store/whole/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { MiniRibbon } from "../ribbon/MiniRibbon.tsx";
import { Moments } from "../ribbon/Moments.tsx";
import { CostLine } from "../ui/CostLine.tsx";
import { averageWords } from "../values/cost.ts";
import { formatClock, formatCount, formatCounted, formatPercent } from "../values/format.ts";
import { BudgetCells } from "./BudgetCells.tsx";
import { FrameMoments } from "./FrameMoments.tsx";

interface StripProps {
  /** The words for screen readers, which begin with those that are shown: "Used" and the figure. */
  readonly label: string;
  readonly figure: string;
  /** What a press does, as a sentence under the pointer. */
  readonly about: string;
  /** Whether what the answer used is on show now. */
  readonly isPressed: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Strip({ label, figure, about, isPressed, onPress, children }: StripProps) {
  return (
    <button
      type="button"
      className="paid"
      aria-pressed={isPressed}
      aria-label={label}
      title={about}
      onClick={onPress}
    >
      <span>Used</span> {children}
      <span className="num">{figure}</span>
    </button>
  );
}

function planWords(plan: Plan): string {
  const { kept, total, request, frames } = plan;
  const average = averageWords(plan);
  const inside = average === null ? "" : ` in the end, ${average}`;
  return (
    `Used ${formatPercent(request.retention)}: ${formatCount(kept)} of ${formatCount(total)} tokens of ` +
    `${frames.length} frames${inside}, ${request.leftOut === undefined ? methodName(request) : leftOutWords(request.leftOut)}. Use this plan again.`
  );
}

/** Says whether the turns before were read again for a whole video, as they are behind other chunks. */
function rereadWords(report: Answer | null): string {
  if (report?.kind !== "whole") return "";
  const { textReused } = report;
  return textReused > 0 ? `, ${formatCounted(textReused, "token")} from the cache` : ", read again";
}

/** Says which of the turns before the model was given; empty while that is not known. */
function seenWords(turn: Turn, isInspecting: boolean): string {
  const { earlier } = turn;
  if (earlier === null) return "";
  const report = answerOf<Answer>(turn);
  const seen = report?.turnsSeen ?? earlier;
  const reread = isInspecting ? rereadWords(report) : "";
  if (earlier === 0) return "Asked on its own. ";
  const turns = earlier === 1 ? "the turn before" : `the ${earlier} turns before`;
  if (seen === earlier) return `Asked with ${turns}${reread}. `;
  return seen === 0
    ? `Asked on its own, for lack of room for ${turns}. `
    : `Asked with the last ${seen} of ${turns}${reread}, for lack of room. `;
}

const subtitleWords = (lines: number): string =>
  `With ${formatCounted(lines, "line")} of subtitles. `;

/** The line says what came before the question, names the model that answered, and says what it looked at. */
function LookedLine({ turn, children }: { readonly turn: Turn; readonly children: ReactNode }) {
  const isInspecting = useInspecting();
  const name = turn.model === null ? "" : `${modelName(turn.model.id)}, `;
  return (
    <p className="looked">
      {seenWords(turn, isInspecting)}
      {turn.subtitles.length > 0 && subtitleWords(turn.subtitles.length)}
      {name}
      {children}
    </p>
  );
}

/** Whether the frames, the plan and the model on show are those that a turn was answered with. */
function isPlanShown(state: State, { fileKey, request, looking, model }: FramesTurn): boolean {
  const plan = selectPlan(state);
  const frames = selectFrames(state);
  return (
    plan !== null &&
    frames !== null &&
    selectOpenVideo(state)?.file.key === fileKey &&
    selectModelInfo(state)?.id === model?.id &&
    isSameLooking(frames.looking, looking) &&
    isSameRequest(plan.request, request)
  );
}

/** The strip shows the budget of each frame. A press shows the plan of the answer again. */
function FramesReceipt({ turn }: { readonly turn: FramesTurn }) {
  const { restorePlan } = useActions();
  const isShown = useSession((state) => isPlanShown(state, turn));
  const { plan, request } = turn;
  return (
    <>
      {plan !== null && (
        <Strip
          label={planWords(plan)}
          figure={formatPercent(request.retention)}
          about={isShown ? "This plan is in use." : "Use this plan again, with its frames."}
          isPressed={isShown}
          onPress={() => void restorePlan(request, turn.looking)}
        >
          <BudgetCells plan={plan} />
        </Strip>
      )}
      <CostLine turn={turn} />
      <LookedLine turn={turn}>{lookedWords(turn.looked)}</LookedLine>
      <FrameMoments turn={turn} />
    </>
  );
}

/** Says that an answer is about a part, because the rest had not been read; leads on when more of it has. */
function Part({ turn }: { readonly turn: WholeTurn }) {
  const { readSec, durationSec, videoId, chunkCount } = turn;
  const { askAgain } = useActions();
  const hasMore = useSession((state) => {
    const whole = selectWhole(state);
    return whole?.video.id === videoId && whole.chunks.length > chunkCount;
  });
  const isBlocked = useSession((state) => selectIsBusy(state) || selectAskBlock(state) !== null);
  if (readSec === null) return null;
  return (
    <>
      , of the first {formatClock(readSec)} of {formatClock(durationSec)}; the rest had not been
      read.{" "}
      {hasMore && !isBlocked && (
        <button type="button" className="link" onClick={() => void askAgain(turn.id)}>
          Ask again about more
        </button>
      )}
    </>
  );
}

const chunkWord = (count: number): string => formatCounted(count, "chunk");

/** The strip shows the level of each chunk and the moments that the answer is based on. A press shows both on the ribbon. */
function WholeReceipt({ turn }: { readonly turn: WholeTurn }) {
  const { showTurn } = useActions();
  const isShown = useSession((state) => selectShownTurn(state)?.id === turn.id);
  const choice = choiceOf(turn);
  if (choice === null) return <CostLine turn={turn} />;
  const { forced } = turn.asked;
  const loaded = momentsOf(choice, forced);
  const unseen = choice.chunks.filter(({ isUnseen }) => isUnseen === true).length;
  const used =
    loaded.length === 0
      ? "first and last"
      : `${loaded.length} of ${formatCount(choice.chunks.length)}`;
  return (
    <>
      <Strip
        label={`Used ${used} chunks in detail, ${formatCount(choice.entries)} tokens. Show them on the ribbon.`}
        figure={used}
        about={isShown ? "These chunks are on the ribbon." : "Show these chunks on the ribbon."}
        isPressed={isShown}
        onPress={() => showTurn(turn.id)}
      >
        <MiniRibbon roles={choice.chunks.map((_, chunk) => chunkRole(choice, chunk, forced))} />
      </Strip>
      <CostLine turn={turn} />
      <LookedLine turn={turn}>
        {unseen > 0 && `${formatCount(turn.chunkCount - unseen)} of `}
        {chunkWord(turn.chunkCount)}
        <Part turn={turn} />
      </LookedLine>
      <Moments turn={turn} moments={loaded} about={aboutOf(choice)} />
    </>
  );
}

export function Receipt({ turn }: { readonly turn: Turn }) {
  return (
    <div className="receipt">
      {turn.kind === "frames" ? <FramesReceipt turn={turn} /> : <WholeReceipt turn={turn} />}
    </div>
  );
}
