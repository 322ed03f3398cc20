// Why a plan, or the measure of one, is refused.

import { AppError } from "../../base/errors.ts";
import { methodName } from "../../compression/method-choices.ts";
import type { PlanRequest } from "../../compression/request.ts";

export const needsQuestion = (request: PlanRequest): AppError =>
  new AppError(
    "method-needs-question",
    `${methodName(request)} chooses no tokens before a question is asked: it drops them inside the language model.`,
    "Ask a question with it, or take a method that works before the decoder.",
  );

export const keepsFrames = (request: PlanRequest): AppError =>
  new AppError(
    "left-out-unfit",
    `Frames cannot be left out of what ${methodName(request)} keeps, nor can its quality then be measured.`,
    "Take a method that keeps tokens as they are before the language model, and compare answers instead.",
  );

export const needsAllTokens = (request: PlanRequest): AppError =>
  new AppError(
    "method-needs-all-tokens",
    `${methodName(request)} drops tokens inside the language model, which wants all of a video; of this one some were not encoded.`,
    "Open the video without chosen tokens, or take a method that works before the decoder.",
  );
