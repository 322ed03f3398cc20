// lab eval SUITE: the accuracy of a model on drawn clips that nothing was trained on.

import { CLIPS_HELP, evalClips } from "../suites/clips/command.ts";
import { evalNeedle, NEEDLE_HELP } from "../suites/needle/command.ts";
import { UsageError } from "./options.ts";
import type { Verb } from "./verb.ts";

const HELP = `Usage: npm run -s lab -- eval clips [options]
       npm run -s lab -- eval needle [options]

lab eval clips: ${CLIPS_HELP}
lab eval needle: ${NEEDLE_HELP}`;

const SUITES = { clips: evalClips, needle: evalNeedle };

export const evaluate: Verb = {
  summary: "measure accuracy on held-out clips",
  help: HELP,
  run([suite, ...args], context) {
    if (suite === "clips" || suite === "needle") return SUITES[suite](args, context);
    throw new UsageError(
      'The suite is missing or not known: there are "lab eval clips" and "lab eval needle".',
    );
  },
};
