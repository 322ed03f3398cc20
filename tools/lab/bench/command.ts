// npm run bench, lab bench: the ratios that the project promises, measured in one run and judged.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ROOT } from "../browser/cache.ts";
import { openLab } from "../browser/lab.ts";
import { chooseModel, EMBEDDED_MODEL, modelUrl } from "../cli/model.ts";
import { textTable } from "../suites/core/text-table.ts";
import { FRAMES, parse, personPath, UsageError } from "../cli/usage.ts";
import { jsonText, type Verb } from "../cli/verb.ts";
import { FOLDER_HELP } from "./folder-command.ts";
import { lineCells, linesTable, type BenchLine } from "./lines.ts";
import { machineFacts } from "./machine.ts";
import {
  firstPaintLine,
  llmLines,
  realSizeLine,
  rewritesLines,
  secondLine,
  SOAK_FLAGS,
  soakLines,
  type BenchOptions,
} from "./measure.ts";
import { LONG_HELP, runLong } from "./long.ts";
import { runModels } from "./models-command.ts";

const HELP = `Usage: npm run bench [-- options]

       npm run bench -- models [options]
       npm run bench -- models --folder DIR [options]
       npm run bench -- long [options]

Measures the embedded model in a headless Chrome, all ratios in one run, and judges them. Exit code 1 when one misses.
With "models": LLaVA-OneVision at its real size, with random weights (0.7 GB on the disk, twice, while it runs).
With "models --folder": an exported folder here and in Transformers.js, and with and without each rewrite.
With "long": the embedded model reads a long video, is asked again, and opens what was saved.

  --only LIST         of llm, size, rewrites, second, soak, paint (default: all)
  --repeats N         medians of N, at least 5 (default 5)
  --frames N          frames of the clip, 1 to 48 (default 32)
  --out FILE          (default reports/bench.json, bench-models.json, bench-long.json there)
  --timeout SECONDS   longest silence before giving up (default 600)
  --json              print one JSON document
  --help              print this

With models:
  --budget-minutes N  for the prefills; decides frames and repeats on a software GPU (default 4)
  --frames N          instead of what the budget bears, or of 32 on a real GPU
  --tokens N          of a frame, 1 to 196 (software GPU only)
  --keep              leave the replica on the disk for the next run

${FOLDER_HELP}
${LONG_HELP}
FRAMEWISE_GPU=real uses the machine's own GPU instead of the software one.
`;

const PARTS = ["llm", "size", "rewrites", "second", "soak", "paint"] as const;
type Part = (typeof PARTS)[number];

export const bench: Verb = {
  summary: "measure and judge the promised ratios",
  help: HELP,
  async run(args, context) {
    if (args[0] === "long") return runLong(args.slice(1), context);
    if (args[0] === "models") return runModels(args.slice(1), context);
    const { note, track, markFailed } = context;
    const parsed = parse(args, {
      only: { type: "string" },
      repeats: { type: "string" },
      frames: { type: "string" },
      out: { type: "string" },
      timeout: { type: "string" },
      json: { type: "boolean" },
    });
    if (parsed.positionals.length > 0) {
      throw new UsageError(`bench takes no "${parsed.positionals[0]}".`);
    }
    const only = partsOf(parsed.text("only"));
    const repeats = parsed.number("repeats", { low: 5, high: 1000, isWhole: true }) ?? 5;
    const frames = parsed.number("frames", { ...FRAMES, high: 48 }) ?? 32;
    const quietSec = parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600;
    const out = personPath(parsed.text("out") ?? `${ROOT}/reports/bench.json`);

    const start = async (flags: readonly string[] = []) => {
      const lab = track(await openLab({ note, quietSec, flags }));
      const chosen = chooseModel(EMBEDDED_MODEL);
      const url = modelUrl(lab, chosen);
      const loaded = await lab.call("load", { id: chosen.id, url, runtime: "webgpu" });
      return { lab, url, ...loaded };
    };
    const { lab, url, model, adapter } = await start();
    try {
      const options: BenchOptions = {
        repeats,
        frames,
        isSoftware: adapter.isSoftware,
        width: modelWidth(model.id),
        model: { id: model.id, url },
        note,
      };
      const measures: Readonly<Record<Part, () => Promise<BenchLine | BenchLine[]>>> = {
        llm: () => llmLines(lab, options),
        size: () => realSizeLine(lab, options),
        rewrites: () => rewritesLines(lab, options),
        second: () => secondLine(lab, options),
        soak: async () => {
          const other = await start(SOAK_FLAGS);
          try {
            return await soakLines(other.lab, options);
          } finally {
            await other.lab.close();
          }
        },
        paint: firstPaintLine,
      };
      const lines: BenchLine[] = [];
      const document = {
        date: new Date().toISOString(),
        machine: machineFacts(),
        browser: lab.page.context().browser()?.version() ?? "",
        adapter,
        model: model.id,
        repeats,
        frames,
        lines,
      };
      mkdirSync(dirname(out), { recursive: true });
      for (const part of only) {
        note(`Measuring ${part} …`);
        const measured = [await measures[part]()].flat();
        lines.push(...measured);
        note(textTable(measured.map(lineCells)));
        writeFileSync(out, jsonText(document)); // a run that is stopped keeps what it has
      }
      if (lines.some(({ passed }) => !passed)) markFailed();
      if (parsed.flag("json")) return jsonText(document);
      return linesTable(lines);
    } finally {
      await lab.close();
    }
  },
};

function partsOf(text: string | undefined): readonly Part[] {
  if (text === undefined) return PARTS;
  const wanted = text.split(",");
  const unknown = wanted.find((each) => !PARTS.some((part) => part === each));
  if (unknown !== undefined) {
    throw new UsageError(`--only holds "${unknown}"; parts are ${PARTS.join(", ")}.`);
  }
  return PARTS.filter((part) => wanted.includes(part));
}

function modelWidth(id: string): number {
  const config = JSON.parse(readFileSync(`${ROOT}/public/models/${id}/config.json`, "utf8")) as {
    text_config: { hidden_size: number };
  };
  return config.text_config.hidden_size;
}
