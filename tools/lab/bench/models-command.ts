// npm run bench -- models: its command line, its file and its verdict.

import { flag, number, or, readOptionsOnly, whole } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { runFolder } from "./folder-command.ts";
import { benchModels } from "./models.ts";
import { benchOptions, createReport } from "./report.ts";

const MINUTE_MS = 60_000;

const OPTIONS = {
  "budget-minutes": or(number({ low: 0, high: 600, isLowOut: true }), 4),
  // 40 × 197 positions fill the cache that is allocated.
  frames: or(number(whole(1, 40)), null),
  tokens: or(number(whole(1, 196)), null),
  keep: flag,
  ...benchOptions("bench-models.json"),
};

export async function runModels(args: readonly string[], context: VerbContext): Promise<string> {
  if (args.some((each) => /^--folder(=|$)/.test(each))) return runFolder(args, context);
  const given = readOptionsOnly("bench models", args, OPTIONS);
  const { "budget-minutes": budgetMinutes, frames, tokens, keep, timeout } = given;
  const { lines, ...detail } = await benchModels({
    budgetMs: budgetMinutes * MINUTE_MS,
    frames,
    tokensPerFrame: tokens,
    keepsReplica: keep,
    quietSec: timeout,
    context,
  });
  const report = createReport(
    context,
    given,
    () => ({ budgetMinutes }),
    () => detail,
  );
  report.add(lines);
  return report.finish();
}
