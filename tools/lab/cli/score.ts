// lab score: features of a .npy file → uniqueness, budgets and picks, for comparing with other implementations.

import type { ScoreValue } from "../page/score.ts";
import { textTable } from "../suites/core/table.ts";
import { COMMON, COMMON_HELP } from "./common-options.ts";
import { openNpy } from "./npy.ts";
import { personPath, readOptions, UsageError } from "./options.ts";
import { PLAN, PLAN_HELP, planRequest } from "./plan-options.ts";
import { jsonText, type Verb } from "./verb.ts";
import { withLab } from "./with-lab.ts";

const HELP = `Usage: npm run -s lab -- score FEATURES.npy --retention R [options]

Scores visual tokens and picks those to keep. FEATURES.npy holds float32 [frames, tokens, width] in C order:
what numpy.save writes for features of dtype '<f4'. No model is loaded.

  --retention R          share of the tokens to keep, above 0, at most 1
${PLAN_HELP}${COMMON_HELP}
The JSON document is {frames: [{uniqueness, retention, kept: [indices]}], kept, total}.
`;

const OPTIONS = { ...PLAN, ...COMMON };

export const score: Verb = {
  summary: "score and pick the tokens of a .npy file",
  help: HELP,
  async run(args, context) {
    const { positionals, timeout: quietSec, json, ...given } = readOptions(args, OPTIONS);
    const [name, ...others] = positionals;
    if (name === undefined) {
      throw new UsageError("The features are missing: lab score FEATURES.npy --retention R.");
    }
    if (others.length > 0) throw new UsageError(`One file at a time; "${others[0]}" is too many.`);
    const request = planRequest(given);
    const file = personPath(name);
    const { dims, offset } = await openNpy(file);
    context.note(`${dims[0]} frames of ${dims[1]} tokens, ${dims[2]} wide`);
    return withLab(context, { quietSec }, async (lab) => {
      await lab.giveFiles([file]);
      const value = await lab.call("score", { offset, dims, request });
      return json ? jsonText(value) : scoreText(value, dims[1]);
    });
  },
};

function scoreText({ frames, kept, total }: ScoreValue, tokens: number): string {
  const rows = frames.map((frame, t) => [
    String(t),
    frame.uniqueness.toFixed(5),
    `${(100 * frame.retention).toFixed(1)} %`,
    `${frame.kept.length} of ${tokens}`,
    bar(frame.kept.length / tokens),
  ]);
  const table = textTable([["frame", "uniqueness", "retention", "kept", ""], ...rows]);
  return `${table}\n\n${kept} of ${total} tokens kept.\n`;
}

/** A bar as long as the share, in characters of a terminal. */
const bar = (share: number): string => "█".repeat(Math.round(20 * share)).padEnd(20);
