import type { ReactNode } from "react";
import type { Answer } from "../../engine/api.ts";
import { answerOf } from "../../store/ask/answer-of.ts";
import type { Turn } from "../../store/ask/types.ts";
import { modelName } from "../../store/models/selectors.ts";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { formatCounted } from "../values/format.ts";

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
export function LookedLine({
  turn,
  children,
}: {
  readonly turn: Turn;
  readonly children: ReactNode;
}) {
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
