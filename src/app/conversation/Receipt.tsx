// The receipt of an answer: a strip of what it used, which leads back to its plan or chunks, and its cost.

import type { ReactNode } from "react";
import { lookedWords } from "../../base/sampling.ts";
import type { Plan } from "../../engine/api.ts";
import { methodName } from "../../engine/catalogue.ts";
import { modelName } from "../../store/models/selectors.ts";
import type { FramesTurn, Turn, WholeTurn } from "../../store/types.ts";
import { chunkRole, choiceOf, momentsOf, selectShownTurn } from "../../store/whole/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { MiniRibbon } from "../ribbon/MiniRibbon.tsx";
import { Moments } from "../ribbon/Moments.tsx";
import { CostLine } from "../ui/CostLine.tsx";
import { averageWords } from "../values/cost.ts";
import { formatCount, formatPercent } from "../values/format.ts";
import { BudgetCells } from "./BudgetCells.tsx";

interface StripProps {
  /** The words for screen readers, which begin with those that are shown: "Used" and the figure. */
  readonly label: string;
  readonly figure: string;
  /** Whether the button is pressed; given where it shows something until it is pressed again. */
  readonly isPressed?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Strip({ label, figure, isPressed, onPress, children }: StripProps) {
  return (
    <button
      type="button"
      className="paid"
      aria-pressed={isPressed}
      aria-label={label}
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
    `${frames.length} frames${inside}, ${methodName(request)}. Use this plan again.`
  );
}

/** The line names the model that answered and what it looked at. */
function LookedLine({ turn, words }: { readonly turn: Turn; readonly words: string }) {
  const name = turn.model === null ? "" : `${modelName(turn.model.id)}, `;
  return (
    <p className="looked">
      {name}
      {words}
    </p>
  );
}

/** The strip shows the budget of each frame. A press shows the plan of the answer again. */
function FramesReceipt({ turn }: { readonly turn: FramesTurn }) {
  const { restorePlan } = useActions();
  const { plan, request } = turn;
  return (
    <>
      {plan !== null && (
        <Strip
          label={planWords(plan)}
          figure={formatPercent(request.retention)}
          onPress={() => restorePlan(request)}
        >
          <BudgetCells plan={plan} />
        </Strip>
      )}
      <CostLine turn={turn} />
      <LookedLine turn={turn} words={lookedWords(turn.looked)} />
    </>
  );
}

/** The strip shows the level of each chunk and the moments that the answer is based on. A press shows both on the ribbon. */
function WholeReceipt({ turn }: { readonly turn: WholeTurn }) {
  const { showTurn } = useActions();
  const isShown = useSession((state) => selectShownTurn(state)?.id === turn.id);
  const choice = choiceOf(turn);
  if (choice === null) return <CostLine turn={turn} />;
  const { forced } = turn.asked;
  const loaded = momentsOf(choice, forced);
  const used =
    loaded.length === 0
      ? "first and last"
      : `${loaded.length} of ${formatCount(choice.chunks.length)}`;
  return (
    <>
      <Strip
        label={`Used ${used} chunks in detail, ${formatCount(choice.entries)} tokens. Show them on the ribbon.`}
        figure={used}
        isPressed={isShown}
        onPress={() => showTurn(turn.id)}
      >
        <MiniRibbon roles={choice.chunks.map((_, chunk) => chunkRole(choice, chunk, forced))} />
      </Strip>
      <CostLine turn={turn} />
      <LookedLine turn={turn} words={`${formatCount(turn.chunkCount)} chunks`} />
      <Moments turn={turn} moments={loaded} />
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
