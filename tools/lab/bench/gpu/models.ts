// Models on this device: the embedded one, and the replicas of all families where they lie on this disk.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FAMILIES, type Family } from "../../../replica/options.ts";
import { replicaParts } from "../../../replica/parts.ts";
import { writeParts } from "../../../replica/write.ts";
import { type ChosenModel, chooseModel, EMBEDDED_MODEL, modelUrl } from "../../cli/model.ts";
import type { VerbContext } from "../../cli/verb.ts";
import { withLab } from "../../cli/with-lab.ts";
import type { AskTimes, ModelTimes } from "../../page/gpu/time-model.ts";
import { median } from "../../../../src/evaluation/stats.ts";
import { type BenchLine, line, megabytes } from "../lines.ts";
import { barPlot } from "./bar-plot.ts";
import { type Found, NotRun, type Section, type SectionOptions } from "./section.ts";

export interface ModelSectionOptions extends SectionOptions {
  readonly context: VerbContext;
  readonly quietSec: number;
  readonly flags: readonly string[];
  /** The folder in which each family's replica has its name. */
  readonly replicas: string;
}

/** What is asked of a model at either size. */
const ROUNDS = {
  full: { frames: 32, steps: 16, repeats: 3 },
  reduced: { frames: 2, steps: 2, repeats: 1 },
} as const;

export function modelSections(options: ModelSectionOptions): readonly Section[] {
  const { size } = options;
  const about = `${ROUNDS[size].frames} frames of a drawn clip, ${ROUNDS[size].steps} steps, all in a browser of its own.`;
  return [
    {
      id: "model",
      title: "The embedded model",
      about,
      run: async () => found(await time(chooseModel(EMBEDDED_MODEL), options)),
    },
    ...FAMILIES.map((family) => ({
      id: `replica-${family}`,
      title: `A replica of ${family}`,
      about: `Random weights${size === "full" ? ", real size" : ", a miniature that the bench writes itself"}. ${about}`,
      run: () => (size === "full" ? onDisk(family, options) : asMiniature(family, options)),
    })),
  ];
}

async function onDisk(family: Family, options: ModelSectionOptions): Promise<Found> {
  const folder = join(options.replicas, family);
  if (existsSync(join(folder, "config.json"))) {
    return found(await time({ id: family, folder }, options));
  }
  throw new NotRun(
    `There is no replica in ${folder}. Write it: npm run replica -- --family ${family} --scale real --dtype q4f16 --out ${folder}`,
  );
}

async function asMiniature(family: Family, options: ModelSectionOptions): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "framewise-miniature-"));
  try {
    const parts = replicaParts({ family, scale: "mini", dtype: "fp32" });
    writeParts(folder, parts, () => undefined);
    return found(await time({ id: family, folder }, options));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function time(
  chosen: ChosenModel,
  { size, note, context, quietSec, flags }: ModelSectionOptions,
): Promise<ModelTimes> {
  note(`Running ${chosen.id} …`);
  return withLab(context, { quietSec, flags, modelFolder: chosen.folder }, (lab) =>
    lab.call("benchGpuModel", {
      id: chosen.id,
      url: modelUrl(lab, chosen),
      precision: null,
      ...ROUNDS[size],
    }),
  );
}

function found(times: ModelTimes): Found {
  const [few, all] = times.asks;
  return {
    lines: few === undefined || all === undefined ? [] : modelLines(times, few, all),
    plots: [modelPlot(times)],
    data: times,
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`;

/** The wait for the first token of a first question. */
const firstMs = ({ encodeMs }: ModelTimes, { chooseMs, prefillMs }: AskTimes): number =>
  encodeMs + median(chooseMs) + median(prefillMs);

/** Times and memory; ratios of a quarter of the tokens to all of them. None is judged: no adapter is like another. */
export function modelLines(times: ModelTimes, few: AskTimes, all: AskTimes): BenchLine[] {
  const told = (name: string, ms: number, detail: string): BenchLine =>
    line(name, ms / 1000, null, "s", detail);
  const ratio = (name: string, of: (ask: AskTimes) => number): BenchLine =>
    line(name, of(few) / of(all), null, "ratio", `${seconds(of(few))} to ${seconds(of(all))}`);
  const { encodeMs, frames, tokensPerFrame, loadedBytes, encodedBytes } = times;
  return [
    told(
      "Load",
      times.loadMs,
      `${megabytes(loadedBytes, 1)} on the device; ${times.applied.join(", ")}`,
    ),
    told("Self-test", times.selfTestMs, "numbers of a picture and a sentence"),
    told("Encode", encodeMs, `${frames} steps of ${tokensPerFrame} tokens, from the file`),
    ratio("First token at 25 %, to 100 %", (ask) => firstMs(times, ask)),
    ratio("Prefill at 25 %, to 100 %", ({ prefillMs }) => median(prefillMs)),
    ratio("Step at 25 %, to 100 %", ({ stepMs }) => median(stepMs)),
    told("Choosing tokens at 25 %", median(few.chooseMs), `${few.kept} of ${all.kept}`),
    line("GPU memory, loaded", loadedBytes / 1e6, null, "MB", "weights and cache"),
    line("GPU memory, encoded", encodedBytes / 1e6, null, "MB", "and the video's tokens"),
    line("GPU memory's peak, to 25 %", few.peakBytes / 1e6, null, "MB", "the most at once"),
    line("GPU memory's peak, to 100 %", all.peakBytes / 1e6, null, "MB", "the most at once"),
  ];
}

function modelPlot({ stages, asks }: ModelTimes): string {
  const bar = (name: string, ms: number, kind = 0) => ({
    name,
    value: ms,
    text: `${ms.toFixed(ms < 100 ? 1 : 0)} ms`,
    kind,
  });
  return barPlot({
    title: "Where the time goes",
    label: "milliseconds",
    kinds: ["before the question", "with a quarter of the tokens", "with all tokens"],
    bars: [
      ...Object.entries(stages).map(([stage, ms]) => bar(stage, ms)),
      ...asks.flatMap(({ chooseMs, prefillMs, stepMs }, at) => [
        bar("choose", median(chooseMs), at + 1),
        bar("prefill", median(prefillMs), at + 1),
        bar("a step", median(stepMs), at + 1),
      ]),
    ],
  });
}
