// What a person typed, checked before anything costs time.

import { AppError } from "../base/errors.ts";

/** The trimmed question. @throws AppError `question-empty`. */
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
