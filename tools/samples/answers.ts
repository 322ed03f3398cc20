import { clipQuestions, type ClipSpec } from "../world/index.ts";
import type { SampleClip } from "./clips.ts";

/** Returns the suggested questions with their true answers, taken from the clip's own description. */
export function answered(clip: SampleClip, spec: ClipSpec): { question: string; answer: string }[] {
  const known = clipQuestions(spec);
  return clip.questions.map(({ type, question }) => {
    const answers = known.filter((one) => one.type === type);
    // Place and background are asked twice: at the start, then at the end.
    const found = question.includes("at the end") ? answers.at(-1) : answers.at(0);
    if (!found) throw new Error(`${clip.file} has no answer to "${question}" (${type}).`);
    return { question, answer: found.answer };
  });
}
