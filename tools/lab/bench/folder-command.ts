// npm run bench -- models --folder DIR: its command line, its file and its verdict.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "../../../src/base/errors.ts";
import { REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import { openLab } from "../browser/lab.ts";
import { ROOT } from "../browser/cache.ts";
import { chooseModel, modelUrl } from "../cli/model.ts";
import { textTable } from "../suites/core/text-table.ts";
import { FRAMES, parse, personPath, UsageError } from "../cli/usage.ts";
import { jsonText, type VerbContext } from "../cli/verb.ts";
import { comparisonLines } from "./folder-lines.ts";
import { measureVariant, VARIANTS, type VariantTimes } from "./folder-rewrites.ts";
import { compareFolder, type Comparison, type FolderOptions } from "./folder.ts";
import { lineCells, linesTable, type BenchLine } from "./lines.ts";
import { machineFacts } from "./machine.ts";
import { PROMPT_ROWS } from "./measure.ts";
import { variantLines } from "./rewrites-lines.ts";
import { RIVAL_VERSION } from "./rival.ts";
import { measureTurns, PARTS as TURN_PARTS, turnsLines, variantsWithout } from "./turns.ts";

export const FOLDER_HELP = `With models --folder DIR:
  --folder DIR        an exported LLaVA-OneVision; compares with Transformers.js ${RIVAL_VERSION}, which it fetches once
  --precisions LIST   of those in the folder (default q4,fp32)
  --only LIST         of rival, rewrites, turns (default: all). rewrites: each way in a browser of its own, for memory;
                      turns: in turn in one page, for times
  --without LIST      for turns: rewrites to leave out, one by one (default: each)
  --parts LIST        for turns: of frame, rows, steps (default: all)
  --rows N            for turns: of a prefill (default ${PROMPT_ROWS})
  --frames N          (default 8)
  --steps N           decode steps of a question (default 8)
  --repeats N         rounds after the first one, which is not counted (default 5)
`;

const PARTS = ["rival", "rewrites", "turns"] as const;

export async function runFolder(
  args: readonly string[],
  { note, track, markFailed }: VerbContext,
): Promise<string> {
  const parsed = parse(args, {
    folder: { type: "string" },
    precisions: { type: "string" },
    only: { type: "string" },
    without: { type: "string" },
    parts: { type: "string" },
    rows: { type: "string" },
    frames: { type: "string" },
    steps: { type: "string" },
    repeats: { type: "string" },
    out: { type: "string" },
    timeout: { type: "string" },
    json: { type: "boolean" },
  });
  if (parsed.positionals.length > 0) {
    throw new UsageError(`bench models takes no "${parsed.positionals[0]}".`);
  }
  const only = (parsed.text("only") ?? PARTS.join()).split(",");
  const unknown = only.find((each) => !PARTS.some((part) => part === each));
  if (unknown !== undefined) {
    throw new UsageError(`--only holds "${unknown}"; parts are ${PARTS.join(", ")}.`);
  }
  const without = parsed.text("without")?.split(",") ?? REWRITE_NAMES;
  const unknownRewrite = without.find((each) => !REWRITE_NAMES.includes(each));
  if (unknownRewrite !== undefined) {
    throw new UsageError(
      `--without holds "${unknownRewrite}"; rewrites are ${REWRITE_NAMES.join(", ")}.`,
    );
  }
  const wantedParts = parsed.text("parts")?.split(",") ?? TURN_PARTS;
  const unknownPart = wantedParts.find((each) => !TURN_PARTS.some((part) => part === each));
  if (unknownPart !== undefined) {
    throw new UsageError(`--parts holds "${unknownPart}"; parts are ${TURN_PARTS.join(", ")}.`);
  }
  const parts = TURN_PARTS.filter((part) => wantedParts.includes(part));
  const rows = parsed.number("rows", { low: 1, high: 4096, isWhole: true }) ?? PROMPT_ROWS;
  const folder = personPath(parsed.text("folder") ?? "");
  if (!existsSync(`${folder}/config.json`)) throw noFolder(folder);
  const model = chooseModel(folder);
  const quietSec = parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600;
  const precisions = (parsed.text("precisions") ?? "q4,fp32").split(",");
  let browser = "";
  const options: FolderOptions = {
    model,
    precisions,
    frames: parsed.number("frames", { ...FRAMES, high: 32 }) ?? 8,
    steps: parsed.number("steps", { low: 1, high: 256, isWhole: true }) ?? 8,
    repeats: parsed.number("repeats", { low: 1, high: 1000, isWhole: true }) ?? 5,
    note,
    async open(more) {
      const lab = track(await openLab({ note, quietSec, modelFolder: folder, ...more }));
      browser = lab.page.context().browser()?.version() ?? "";
      return lab;
    },
  };
  const lines: BenchLine[] = [];
  const comparisons: Comparison[] = [];
  const rewrites: object[] = [];
  const turns: object[] = [];
  const out = personPath(parsed.text("out") ?? `${ROOT}/reports/bench-folder.json`);
  mkdirSync(dirname(out), { recursive: true });
  const document = () => ({
    date: new Date().toISOString(),
    machine: machineFacts(),
    browser,
    model: model.id,
    rival: RIVAL_VERSION,
    frames: options.frames,
    repeats: options.repeats,
    lines,
    detail: { comparisons, rewrites, turns },
  });
  const add = (measured: readonly BenchLine[]): void => {
    lines.push(...measured);
    note(textTable(measured.map(lineCells)));
    writeFileSync(out, jsonText(document())); // a run that is stopped keeps what it has
  };
  for (const precision of precisions) {
    if (only.includes("rival")) {
      const comparison = await compareFolder(precision, options);
      comparisons.push(comparison);
      add(comparisonLines(comparison));
    }
    if (only.includes("rewrites")) {
      let all: VariantTimes | undefined;
      for (const variant of VARIANTS) {
        const times = await measureVariant(precision, variant, options);
        rewrites.push({ precision, ...times });
        if (all !== undefined) add(variantLines(precision, all, times));
        all ??= times;
      }
    }
    if (only.includes("turns")) {
      const lab = await options.open({});
      const measured = await measureTurns(lab, {
        ...options,
        model: { id: model.id, url: modelUrl(lab, model) },
        precision,
        variants: variantsWithout(without),
        parts,
        rows,
      });
      await lab.close();
      turns.push({ precision, ...measured });
      add(turnsLines(measured, (part, name) => `${precision}: ${part}, all rewrites to ${name}`));
    }
  }
  if (lines.some(({ passed }) => !passed)) markFailed();
  return parsed.flag("json") ? jsonText(document()) : linesTable(lines);
}

const noFolder = (folder: string): AppError =>
  new AppError(
    "bench-folder",
    `There is no model in "${folder}".`,
    "Make one: python3 tools/export/make.py llava-onevision --scale middle --out DIR, then --folder DIR/llava-onevision.",
  );
