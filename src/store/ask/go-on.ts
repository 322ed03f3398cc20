// Whether an answer can go on: there is more to say, and what it was given is open.

import type { Answer } from "../../engine/api.ts";
import { selectModelInfo } from "../models/selectors.ts";
import { isSameLooking } from "../plan/plan-request.ts";
import type { State } from "../types.ts";
import type { Turn } from "./types.ts";
import { answerOf } from "./answer-of.ts";

/** Whether an answer was cut off at its length, or stopped after it had begun. Where the model had no room, there is no more. */
export function isUnfinished(turn: Turn): boolean {
  const report = answerOf<Answer>(turn);
  if (report === null || report.ids.length === 0) return false;
  if (turn.state.phase === "stopped") return report.stop !== "end";
  return turn.state.phase === "done" && isCutOff(turn);
}

/** Whether an answer has as many tokens as it could have; else the model's context was full. */
export const isCutOff = ({ state, maxTokens }: Turn): boolean =>
  state.phase === "done" && state.report.stop === "length" && state.report.ids.length >= maxTokens;

/** Whether the video, its frames or memory, and the model of a turn are open now. */
export function isOpenAsAsked(state: State, turn: Turn): boolean {
  const { video } = state;
  if (video.phase !== "open" || video.file.key !== turn.fileKey) return false;
  if (selectModelInfo(state)?.id !== turn.model?.id) return false;
  const { look } = video;
  return turn.kind === "frames"
    ? look.kind === "frames" && isSameLooking(look.looking, turn.looking)
    : look.kind === "whole" && look.video.id === turn.videoId;
}
