// Which of the turns before a question the model sees with it.

import type { EarlierTurn, ModelInfo } from "../../engine/api.ts";
import { findModel } from "../../engine/models.ts";
import { selectModelInfo } from "../models/selectors.ts";
import type { State } from "../types.ts";
import type { Turn } from "./types.ts";

/** The numbers of turns that can be chosen; 0 for each question on its own. */
export const CONTEXT_TURNS = [0, 1, 4, 16] as const;

export const DEFAULT_CONTEXT_TURNS = 4;

/** Whether a model follows a conversation: its template takes turns, and it was not trained on single questions alone. */
const followsTurns = ({ id, takesTurns }: ModelInfo): boolean =>
  takesTurns && findModel(id)?.turns !== "single";

/** Returns how many turns a question sees at most. */
export const turnsSeenBy = (info: ModelInfo, { contextTurns }: Pick<State, "contextTurns">) =>
  followsTurns(info) ? contextTurns : 0;

/** Whether each question is on its own whatever is chosen, because of the model. */
export function selectIsOnItsOwn(state: State): boolean {
  const info = selectModelInfo(state);
  return info !== null && !followsTurns(info);
}

const isAnswered = ({ state, text }: Turn): boolean =>
  (state.phase === "done" || state.phase === "stopped") && text.trim() !== "";

/** Returns the last `most` of the turns about a file that a model has answered, as it is to see them. */
export function earlierTurns(
  turns: readonly Turn[],
  about: { readonly fileKey: number; readonly modelId: string },
  most: number,
): EarlierTurn[] {
  const answered = turns.filter(
    (turn) =>
      turn.fileKey === about.fileKey && turn.model?.id === about.modelId && isAnswered(turn),
  );
  return answered
    .slice(Math.max(0, answered.length - most))
    .map(({ question, text }) => ({ question, answer: text }));
}
