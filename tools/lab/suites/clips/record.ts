// What the log keeps of a drawn clip. Pure.

import type { EvalClipValue } from "../../page/eval-clip.ts";
import type { ClipRecord } from "../../../../src/evaluation/results.ts";
import type { RequestRecord } from "../../../../src/evaluation/tally-arms.ts";

export function clipRecord(
  index: number,
  keys: readonly string[],
  { arms, patches }: EvalClipValue,
): ClipRecord<RequestRecord> {
  const byRequest: Record<string, RequestRecord> = {};
  arms.forEach(({ tokens, answers }, i) => {
    byRequest[keys[i] ?? ""] = {
      ...tokens,
      ...(patches !== null && { patches }),
      answers: answers.map(({ type, wanted, got }) => [type, got === wanted] as const),
    };
  });
  return { index, byRequest };
}
