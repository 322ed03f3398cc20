// npm run bench -- load: what is left to do for a downloaded model's first answer when its weights are there, with and without having
// compiled while they came.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { median } from "../../../src/evaluation/stats.ts";
import { uniformPrecision } from "../../../src/model/precision.ts";
import { modelUrl } from "../cli/model.ts";
import { number, or, readOptionsOnly, whole } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withLab } from "../cli/with-lab.ts";
import type { LoadRound } from "../page/bench-load.ts";
import { createClocks } from "./clocks.ts";
import { line, megabytes, type BenchLine } from "./lines.ts";
import { replicaFolder } from "./replica-folder.ts";
import { benchOptions, createReport } from "./report.ts";

export const LOAD_HELP = `With load:
  --repeats N         rounds, each with and without, in turn (default 3); the model is a replica of LLaVA-OneVision in its middle
                      scale with weights beside its graphs, on WebGPU
`;

const OPTIONS = {
  repeats: or(number(whole(1, 100)), 3),
  ...benchOptions("bench-load.json"),
};

const REPO = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
const PRECISION = "q4";

/** A round, with the processor seconds before the weights were there and after. */
export interface TimedRound extends LoadRound {
  readonly beforeSec: number;
  readonly afterSec: number;
}

export async function runLoad(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench load", args, OPTIONS);
  const { repeats, timeout: quietSec } = given;
  const { note } = context;
  const replica = replicaFolder(
    REPO,
    { family: "llava-onevision", scale: "middle", dtype: PRECISION, external: "always" },
    note,
  );
  const folder = join(replica.root, REPO);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  return withLab(context, { quietSec, modelFolder: folder }, async (lab) => {
    const clocks = await createClocks(lab);
    const rounds: { readonly plain: TimedRound; readonly ahead: TimedRound }[] = [];
    const report = createReport(
      context,
      given,
      () => ({ browser: lab.version, model: REPO, scale: "middle", precision: PRECISION, repeats }),
      () => ({ rounds }),
    );
    const round = async (isAhead: boolean): Promise<TimedRound> => {
      const { value, cpuSec } = await clocks.time(["the weights are there"], () =>
        lab.call("benchLoad", {
          id: REPO,
          url: modelUrl(lab, { id: REPO, folder }),
          paths,
          precision: uniformPrecision(PRECISION, `_${PRECISION}`),
          isAhead,
        }),
      );
      const [beforeSec = 0, endSec = 0] = cpuSec;
      return { ...value, beforeSec, afterSec: endSec - beforeSec };
    };
    for (let at = 1; at <= repeats; at++) {
      rounds.push({ plain: await round(false), ahead: await round(true) });
      note(`Round ${at} of ${repeats}`);
    }
    report.add(loadLines(rounds));
    return report.finish();
  });
}

/** Less than this share of the pipelines, and of the processor's time, may be left. */
const [PIPELINES_WANTED, TIME_WANTED] = [0.05, 0.8];

export function loadLines(
  rounds: readonly { readonly plain: TimedRound; readonly ahead: TimedRound }[],
): BenchLine[] {
  const of = (side: "plain" | "ahead", value: keyof TimedRound): number =>
    median(rounds.map((round) => round[side][value]));
  const ratio = (value: keyof TimedRound): number =>
    median(rounds.map(({ plain, ahead }) => ahead[value] / plain[value]));
  const sec = (value: number): string => `${value.toFixed(1)} s`;
  return [
    line(
      "Pipelines left for the load",
      ratio("behind"),
      PIPELINES_WANTED,
      "ratio",
      `${of("ahead", "behind")} of ${of("plain", "behind")}; ${of("ahead", "ahead")} were compiled while weights came`,
    ),
    line(
      "Load and first run, processor time",
      ratio("afterSec"),
      TIME_WANTED,
      "ratio",
      `${sec(of("ahead", "afterSec"))} and ${sec(of("plain", "afterSec"))} without; ${sec(of("ahead", "behindMs") / 1000)} and ${sec(of("plain", "behindMs") / 1000)} on the clock; compiling took ${sec(of("ahead", "beforeSec") - of("plain", "beforeSec"))} before`,
    ),
    line(
      "GPU memory while compiling",
      of("ahead", "aheadPeakBytes") / of("plain", "peakBytes"),
      1,
      "ratio",
      `${megabytes(of("ahead", "aheadPeakBytes"), 1)}; the model takes ${megabytes(of("plain", "peakBytes"), 1)}`,
    ),
  ];
}
