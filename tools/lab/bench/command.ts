// npm run bench, lab bench: the ratios that the project promises, measured in one run and judged.

import { readFileSync } from "node:fs";
import { ROOT } from "../browser/cache.ts";
import { COMMON_HELP } from "../cli/common-options.ts";
import { chooseModel, EMBEDDED_MODEL } from "../cli/model.ts";
import { number, or, readOptionsOnly, whole, wordList } from "../cli/options.ts";
import type { Verb } from "../cli/verb.ts";
import { withModel } from "../cli/with-lab.ts";
import { ENCODE_HELP, runEncode } from "./encode-command.ts";
import { FOLDER_HELP } from "./folder-command.ts";
import { GPU_HELP, runGpu } from "./gpu/command.ts";
import type { BenchLine } from "./lines.ts";
import { LOAD_HELP, runLoad } from "./load.ts";
import { HOURS_HELP, runHours } from "./hours.ts";
import { LIVE_HELP, runLive } from "./live.ts";
import { WHOLE_HELP, runWhole } from "./whole.ts";
import {
  type BenchOptions,
  cutLines,
  firstPaintLine,
  llmLines,
  realSizeLine,
  rewritesLines,
  secondLine,
  SOAK_FLAGS,
  soakLines,
} from "./measure.ts";
import { METHODS_HELP, runMethods } from "./methods-command.ts";
import { runModels } from "./models-command.ts";
import { benchOptions, createReport } from "./report.ts";
import { runSoak, SOAK_HELP } from "./soak-command.ts";

const HELP = `Usage: npm run bench [-- options]

       npm run bench -- models [options]
       npm run bench -- models --folder DIR [options]
       npm run bench -- load [options]
       npm run bench -- methods [options]
       npm run bench -- encode [options]
       npm run bench -- whole [options]
       npm run bench -- hours [options]
       npm run bench -- live [options]
       npm run bench -- soak [options]
       npm run bench -- gpu [options]

Measures the embedded model in a headless Chrome, all ratios in one run, and judges them. Exit code 1 when one misses.
With "models": LLaVA-OneVision at its real size, with random weights (0.7 GB on the disk, twice, while it runs).
With "models --folder": an exported folder here and in Transformers.js, and with and without each rewrite.
With "load": what is left for a model's first answer when its weights are there, compiled for while they came and not.
With "methods": what choosing tokens costs by each method.
With "encode": what copying patches that have not changed saves of the vision encoder's time.
With "whole": the embedded model reads a long video, is asked again, and opens what was saved.
With "hours": features of hours are read into a memory without end, which must stay as large and as fast as after the first.
With "live": a running source of half an hour is read as fast as it can be: no chunk is lost, and nothing stays behind.
With "soak": a thousand questions in one page, with models switched and devices lost, after which it must hold no more.
With "gpu": what this machine's GPU can do, every kernel beside it, the tests on it, and models of real size.

  --only LIST            of llm, size, rewrites, cut, second, soak, paint (default: all)
  --repeats N            medians of N, at least 5 (default 5)
  --frames N             frames of the clip, 1 to 48 (default 32)
  --out FILE             (default reports/bench.json, bench-models.json, bench-folder.json, bench-load.json, bench-methods.json, bench-encode.json, bench-whole.json, bench-hours.json, bench-live.json, bench-soak.json, bench-gpu.json there)
${COMMON_HELP}
With models:
  --budget-minutes N  for the prefills; decides frames and repeats on a software GPU (default 4)
  --frames N          instead of what the budget bears, or of 32 on a real GPU
  --tokens N          of a frame, 1 to 196 (software GPU only)
  --keep              leave the replica on the disk for the next run

${FOLDER_HELP}
${LOAD_HELP}
${METHODS_HELP}
${ENCODE_HELP}
${WHOLE_HELP}
${HOURS_HELP}
${LIVE_HELP}
${SOAK_HELP}
${GPU_HELP}
FRAMEWISE_GPU=real uses the machine's own GPU instead of the software one.
`;

const PARTS = ["llm", "size", "rewrites", "cut", "second", "soak", "paint"] as const;

const OPTIONS = {
  only: wordList("parts", PARTS),
  repeats: or(number(whole(5, 1000)), 5),
  frames: or(number(whole(1, 48)), 32),
  ...benchOptions("bench.json"),
};

export const bench: Verb = {
  summary: "measure and judge the promised ratios",
  help: HELP,
  async run(args, context) {
    if (args[0] === "gpu") return runGpu(args.slice(1), context);
    if (args[0] === "soak") return runSoak(args.slice(1), context);
    if (args[0] === "live") return runLive(args.slice(1), context);
    if (args[0] === "hours") return runHours(args.slice(1), context);
    if (args[0] === "whole") return runWhole(args.slice(1), context);
    if (args[0] === "encode") return runEncode(args.slice(1), context);
    if (args[0] === "load") return runLoad(args.slice(1), context);
    if (args[0] === "methods") return runMethods(args.slice(1), context);
    if (args[0] === "models") return runModels(args.slice(1), context);
    const given = readOptionsOnly("bench", args, OPTIONS);
    const { only, repeats, frames, timeout: quietSec } = given;
    const { note } = context;
    const chosen = chooseModel(EMBEDDED_MODEL);
    return withModel(context, { chosen, quietSec }, async ({ lab, url, model, adapter }) => {
      const options: BenchOptions = {
        repeats,
        frames,
        isSoftware: adapter.isSoftware,
        width: modelWidth(model.id),
        model: { id: model.id, url },
        note,
      };
      const measures: Readonly<
        Record<(typeof PARTS)[number], () => Promise<BenchLine | BenchLine[]>>
      > = {
        llm: () => llmLines(lab, options),
        size: () => realSizeLine(lab, options),
        rewrites: () => rewritesLines(lab, options),
        // A page of its own, since a page can be given its clocks once.
        cut: () =>
          withModel(context, { chosen, quietSec }, (other) =>
            cutLines(other.lab, { ...options, model: { id: model.id, url: other.url } }),
          ),
        second: () => secondLine(lab, options),
        soak: () =>
          withModel(context, { chosen, quietSec, flags: SOAK_FLAGS }, (other) =>
            soakLines(other.lab, options),
          ),
        paint: firstPaintLine,
      };
      const { version: browser } = lab;
      const report = createReport(context, given, () => ({
        browser,
        adapter,
        model: model.id,
        repeats,
        frames,
      }));
      for (const part of only) {
        note(`Measuring ${part} …`);
        report.add(await measures[part]());
      }
      return report.finish();
    });
  },
};

function modelWidth(id: string): number {
  const config = JSON.parse(readFileSync(`${ROOT}/public/models/${id}/config.json`, "utf8")) as {
    text_config: { hidden_size: number };
  };
  return config.text_config.hidden_size;
}
