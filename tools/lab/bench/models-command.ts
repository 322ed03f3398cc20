// npm run bench -- models: its command line, its file and its verdict.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ROOT } from "../browser/cache.ts";
import { FRAMES, parse, personPath, UsageError } from "../cli/usage.ts";
import { jsonText, type VerbContext } from "../cli/verb.ts";
import { runFolder } from "./folder-command.ts";
import { linesTable } from "./lines.ts";
import { machineFacts } from "./machine.ts";
import { benchModels } from "./models.ts";

const MINUTE_MS = 60_000;

export async function runModels(args: readonly string[], context: VerbContext): Promise<string> {
  if (args.some((each) => /^--folder(=|$)/.test(each))) return runFolder(args, context);
  const { note, track, markFailed } = context;
  const parsed = parse(args, {
    "budget-minutes": { type: "string" },
    frames: { type: "string" },
    tokens: { type: "string" },
    out: { type: "string" },
    timeout: { type: "string" },
    keep: { type: "boolean" },
    json: { type: "boolean" },
  });
  if (parsed.positionals.length > 0) {
    throw new UsageError(`bench models takes no "${parsed.positionals[0]}".`);
  }
  const minutes = parsed.number("budget-minutes", { low: 0, high: 600, isLowOut: true }) ?? 4;
  const { lines, ...report } = await benchModels({
    budgetMs: minutes * MINUTE_MS,
    // 40 × 197 positions fill the cache that is allocated.
    frames: parsed.number("frames", { ...FRAMES, high: 40 }) ?? null,
    tokensPerFrame: parsed.number("tokens", { low: 1, high: 196, isWhole: true }) ?? null,
    keepsReplica: parsed.flag("keep"),
    quietSec: parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600,
    note,
    track,
  });
  const document = {
    date: new Date().toISOString(),
    machine: machineFacts(),
    budgetMinutes: minutes,
    lines,
    ...report,
  };
  const out = personPath(parsed.text("out") ?? `${ROOT}/reports/bench-models.json`);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, jsonText(document));
  if (lines.some(({ passed }) => !passed)) markFailed();
  return parsed.flag("json") ? jsonText(document) : linesTable(lines);
}
