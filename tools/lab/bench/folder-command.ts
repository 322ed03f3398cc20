// npm run bench -- models --folder DIR: its command line, its file and its verdict.

import { existsSync } from "node:fs";
import { AppError } from "../../../src/base/errors.ts";
import { REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import { chooseModel, modelUrl } from "../cli/model.ts";
import { number, or, path, readOptionsOnly, text, whole, word, wordList } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withLab } from "../cli/with-lab.ts";
import { comparisonLines } from "./folder-lines.ts";
import { measureVariant, VARIANTS, type VariantTimes } from "./folder-rewrites.ts";
import { compareFolder, type Comparison, type FolderOptions } from "./folder.ts";
import { PROMPT_ROWS } from "./measure.ts";
import { benchOptions, createReport } from "./report.ts";
import { variantLines } from "./rewrites-lines.ts";
import { RIVAL_VERSION } from "./rival.ts";
import {
  measureTurns,
  memoryLines,
  PARTS as TURN_PARTS,
  turnsLines,
  variantsCut,
  variantsWithout,
} from "./turns.ts";

export const FOLDER_HELP = `With models --folder DIR:
  --folder DIR        an exported LLaVA-OneVision; compares with Transformers.js ${RIVAL_VERSION}, which it fetches once
  --precisions LIST   of those in the folder (default q4,fp32)
  --only LIST         of rival, rewrites, turns (default: all). rewrites: each way in a browser of its own, for memory;
                      turns: in turn in one page, for times
  --without LIST      for turns: rewrites to leave out, one by one (default: each)
  --cut LIST          for turns: layers before which the decoder is cut, compared with the whole one instead
  --parts LIST        for turns: of frame, rows, steps (default: all)
  --rows N            for turns: of a prefill (default ${PROMPT_ROWS})
  --runtime R         for rival: webgpu, or wasm, where both sides compute on the processor (default webgpu)
  --frames N          (default 8)
  --steps N           decode steps of a question (default 8)
  --repeats N         rounds after the first one, which is not counted (default 5)
`;

const OPTIONS = {
  folder: or(path, ""),
  precisions: or(text, "q4,fp32"),
  only: wordList("parts", ["rival", "rewrites", "turns"]),
  without: wordList("rewrites", REWRITE_NAMES),
  cut: or(text, ""),
  parts: wordList("parts", TURN_PARTS),
  rows: or(number(whole(1, 4096)), PROMPT_ROWS),
  runtime: or(word(["webgpu", "wasm"]), "webgpu"),
  frames: or(number(whole(1, 32)), 8),
  steps: or(number(whole(1, 256)), 8),
  repeats: or(number(whole(1, 1000)), 5),
  ...benchOptions("bench-folder.json"),
};

export async function runFolder(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench models", args, OPTIONS);
  const { folder, only, parts, rows, frames, steps, repeats, runtime, timeout: quietSec } = given;
  if (!existsSync(`${folder}/config.json`)) throw noFolder(folder);
  const model = chooseModel(folder);
  let browser = "";
  const options: FolderOptions = {
    model,
    frames,
    steps,
    repeats,
    runtime,
    note: context.note,
    withLab: (more, work) =>
      withLab(context, { quietSec, modelFolder: folder, ...more }, (lab) => {
        browser = lab.version;
        return work(lab);
      }),
  };
  const cuts = given.cut === "" ? [] : given.cut.split(",").map(Number);
  const comparisons: Comparison[] = [];
  const rewrites: object[] = [];
  const turns: object[] = [];
  const report = createReport(
    context,
    given,
    () => ({ browser, model: model.id, rival: RIVAL_VERSION, runtime, frames, repeats }),
    () => ({ detail: { comparisons, rewrites, turns } }),
  );
  for (const precision of given.precisions.split(",")) {
    if (only.includes("rival")) {
      const comparison = await compareFolder(precision, options);
      comparisons.push(comparison);
      report.add(comparisonLines(comparison));
    }
    if (only.includes("rewrites")) {
      let all: VariantTimes | undefined;
      for (const variant of VARIANTS) {
        const times = await measureVariant(precision, variant, options);
        rewrites.push({ precision, ...times });
        if (all !== undefined) report.add(variantLines(precision, all, times));
        all ??= times;
      }
    }
    if (only.includes("turns")) {
      const measured = await options.withLab({}, (lab) =>
        measureTurns(lab, {
          ...options,
          model: { id: model.id, url: modelUrl(lab, model) },
          precision,
          variants: cuts.length > 0 ? variantsCut([cuts]) : variantsWithout(given.without),
          parts,
          rows,
        }),
      );
      turns.push({ precision, ...measured });
      const first = measured.variants[0]?.name ?? "";
      report.add([
        ...turnsLines(measured, (part, name) => `${precision}: ${part}, ${first} to ${name}`),
        ...memoryLines(measured, (name) => `${precision}: GPU memory, ${first} to ${name}`),
      ]);
    }
  }
  return report.finish();
}

const noFolder = (folder: string): AppError =>
  new AppError(
    "bench-folder",
    `There is no model in "${folder}".`,
    "Make one: python3 tools/export/make.py llava-onevision --scale middle --out DIR, then --folder DIR/llava-onevision.",
  );
