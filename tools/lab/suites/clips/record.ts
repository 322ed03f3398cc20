// What the log keeps of a drawn clip. Pure.

import type { EvalClipValue } from "../../page/eval-clip.ts";
import type { ClipRecord } from "../core/log.ts";
import type { RequestRecord } from "../core/tally-arms.ts";

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
