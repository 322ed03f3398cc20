// lab eval SUITE: the accuracy of a model on drawn clips that nothing was trained on, and on published benchmarks.

import { BENCH_HELP, evalBench } from "../suites/benchmark/command.ts";
import { CLIPS_HELP, evalClips, HARD_HELP } from "../suites/clips/command.ts";
import { evalFrames, FRAMES_HELP } from "../suites/frames/command.ts";
import { evalNeedle, NEEDLE_HELP } from "../suites/needle/command.ts";
import { evalWatch, WATCH_HELP } from "../suites/watch/command.ts";
import { UsageError } from "./options.ts";
import type { Verb } from "./verb.ts";

const HELP = `Usage: npm run -s lab -- eval clips [options]
       npm run -s lab -- eval clips-hard [options]
       npm run -s lab -- eval needle [options]
       npm run -s lab -- eval bench NAME --data DIR [options]
       npm run -s lab -- eval frames [options]
       npm run -s lab -- eval watch [options]

lab eval clips: ${CLIPS_HELP}
lab eval clips-hard: ${HARD_HELP}
lab eval needle: ${NEEDLE_HELP}
lab eval bench: ${BENCH_HELP}
lab eval frames: ${FRAMES_HELP}
lab eval watch: ${WATCH_HELP}`;

const SUITES = new Map<string, Verb["run"]>([
  ["clips", evalClips("plain")],
  ["clips-hard", evalClips("hard")],
  ["needle", evalNeedle],
  ["bench", evalBench],
  ["frames", evalFrames],
  ["watch", evalWatch],
]);

export const evaluate: Verb = {
  summary: "measure accuracy on held-out clips and benchmarks",
  help: HELP,
  run([suite = "", ...args], context) {
    const run = SUITES.get(suite);
    if (run !== undefined) return run(args, context);
    const known = [...SUITES.keys()].map((name) => `"lab eval ${name}"`).join(", ");
    throw new UsageError(`The suite is missing or not known: there are ${known}.`);
  },
};
