// lab score: features of a .npy file → uniqueness, budgets and picks, for comparing with other implementations.

import { openLab } from "../browser/lab.ts";
import type { ScoreValue } from "../page/score.ts";
import { textTable } from "../suites/core/text-table.ts";
import { openNpy } from "./npy.ts";
import { METHOD_HELP, parse, personPath, PLAN_OPTIONS, planRequest, UsageError } from "./usage.ts";
import { jsonText, type Verb } from "./verb.ts";

const HELP = `Usage: npm run -s lab -- score FEATURES.npy --retention R [options]

Scores visual tokens and picks those to keep. FEATURES.npy holds float32 [frames, tokens, width] in C order:
what numpy.save writes for features of dtype '<f4'. No model is loaded.

  --retention R          share of the tokens to keep, above 0, at most 1
${METHOD_HELP}
  --timeout SECONDS      longest silence before giving up (default 600)
  --json                 print {frames: [{uniqueness, retention, kept: [indices]}], kept, total}
  --help                 print this
`;

export const score: Verb = {
  summary: "score and pick the tokens of a .npy file",
  help: HELP,
  async run(args, { note, track }) {
    const parsed = parse(args, {
      ...PLAN_OPTIONS,
      timeout: { type: "string" },
      json: { type: "boolean" },
    });
    const [name, ...others] = parsed.positionals;
    if (name === undefined) {
      throw new UsageError("The features are missing: lab score FEATURES.npy --retention R.");
    }
    if (others.length > 0) throw new UsageError(`One file at a time; "${others[0]}" is too many.`);
    const request = planRequest(parsed);
    const quietSec = parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600;
    const path = personPath(name);
    const { dims, offset } = await openNpy(path);
    note(`${dims[0]} frames of ${dims[1]} tokens, ${dims[2]} wide`);
    const lab = track(await openLab({ note, quietSec }));
    try {
      await lab.giveFiles([path]);
      const value = await lab.call("score", { offset, dims, request });
      return parsed.flag("json") ? jsonText(value) : scoreText(value, dims[1]);
    } finally {
      await lab.close();
    }
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

/** As long as the share, in characters of a terminal. */
const bar = (share: number): string => "█".repeat(Math.round(20 * share)).padEnd(20);
