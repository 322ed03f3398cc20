// Checks the typed question before anything expensive is done.

import { AppError } from "../base/errors.ts";

/** Returns the trimmed question. @throws AppError `question-empty`. */
export function checkQuestion(question: string): string {
  const trimmed = question.trim();
  if (trimmed === "") {
    throw new AppError(
      "question-empty",
      "The question is empty.",
      "Type what you want to know about the video.",
    );
  }
  return trimmed;
}
