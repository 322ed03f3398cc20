// lab score: features of a .npy file → uniqueness, budgets and picks, for comparing with other implementations.

import type { ScoreValue } from "../page/score.ts";
import { textTable } from "../../../src/evaluation/table.ts";
import { COMMON, COMMON_HELP } from "./common-options.ts";
import { openNpy } from "./npy.ts";
import { qualityText } from "./quality-text.ts";
import { flag, personPath, readOptions, UsageError } from "./options.ts";
import { PLAN, PLAN_HELP, planRequest } from "./plan-options.ts";
import { jsonText, type Verb } from "./verb.ts";
import { withLab } from "./with-lab.ts";

const HELP = `Usage: npm run -s lab -- score FEATURES.npy --retention R [options]

Scores visual tokens and picks those to keep, and measures how well these stand for all. FEATURES.npy holds float32 [frames, tokens, width] in C order:
what numpy.save writes for features of dtype '<f4'. No model is loaded.

  --retention R          share of the tokens to keep, above 0, at most 1
  --no-quality           not how well they stand for all, which takes kept · all cosines
${PLAN_HELP}${COMMON_HELP}
The JSON document is {frames: [{uniqueness, retention, kept: [indices]}], kept, total, quality}; quality is
{coverage, reconstructionError, effectiveDimension}: the share of all tokens with a kept one at a cosine of 0.9 or more,
the mean of 1 − the greatest cosine with a kept one, and exp of the entropy of the eigenvalues of the kept ones' Gram
matrix; null with --no-quality. What an answer loses is in lab ask --against-all.
`;

const OPTIONS = { ...PLAN, "no-quality": flag, ...COMMON };

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
      const value = await lab.call("score", {
        offset,
        dims,
        request,
        quality: !given["no-quality"],
      });
      return json ? jsonText(value) : scoreText(value, dims[1]);
    });
  },
};

function scoreText({ frames, kept, total, quality }: ScoreValue, tokens: number): string {
  const rows = frames.map((frame, t) => [
    String(t),
    frame.uniqueness.toFixed(5),
    `${(100 * frame.retention).toFixed(1)} %`,
    `${frame.kept.length} of ${tokens}`,
    bar(frame.kept.length / tokens),
  ]);
  const table = textTable([["frame", "uniqueness", "retention", "kept", ""], ...rows]);
  const lines = [
    `${kept} of ${total} tokens kept.`,
    ...(quality === null ? [] : [qualityText(quality)]),
  ];
  return `${table}\n\n${lines.join("\n")}\n`;
}

/** A bar as long as the share, in characters of a terminal. */
const bar = (share: number): string => "█".repeat(Math.round(20 * share)).padEnd(20);
