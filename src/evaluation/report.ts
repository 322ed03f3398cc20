// A benchmark's report: for the terminal, as Markdown, and as comma-separated values. Pure.

import { type CsvCell, toCsv } from "../base/csv.ts";
import type { Looking } from "../base/sampling.ts";
import type { ArmsComparison } from "./compare-arms.ts";
import { pairedRows, percentText } from "./paired-rows.ts";
import { fixed, type Made, markdownReport, type Rows, textTable } from "./table.ts";
import type { Interval } from "./stats.ts";
import { type BenchmarkArm, distinctArms, type ShareScore } from "./tally-benchmark.ts";

export interface BenchmarkDocument {
  readonly benchmark: string;
  readonly name: string;
  /** lmms-eval's version that is followed. */
  readonly protocol: string;
  readonly meanWords: string;
  readonly model: string;
  /** Digests of the model's files, null where they are not known, and of the annotation files. */
  readonly digests: { readonly model: string | null; readonly data: string };
  readonly adapter: string;
  readonly runtime: string;
  readonly looking: Looking;
  readonly hasSubtitles: boolean;
  readonly samples: number;
  /** Samples that nothing was asked about yet, in this run or its shards. */
  readonly left: number;
  readonly videos: number;
  readonly missingVideos: readonly string[];
  readonly remarks: readonly string[];
  readonly deviations: readonly string[];
  /** How often each failure was met, by its words. */
  readonly failures: Readonly<Record<string, number>>;
  /** What it was made by: a command, or the page. */
  readonly made: Made;
  readonly arms: readonly BenchmarkArm[];
  /** The most bytes of GPU buffers by arm; null where times were not measured. */
  readonly peakBytes: readonly (number | null)[] | null;
  /** The GPU's own milliseconds for a later question by arm; null where they were not measured, or the device has no timestamps. */
  readonly gpuMs: readonly (number | null)[] | null;
  readonly byMethod: readonly ArmsComparison[];
  readonly againstAll: readonly ArmsComparison[];
}

const MOST_MISSING_SHOWN = 20;

const modelWords = (digest: string | null): string =>
  digest === null ? "" : `, of what \`sha256sum\` prints of the model's files \`${digest}\``;

export function benchmarkMarkdown(document: BenchmarkDocument): string {
  const { name, arms, looking, digests, remarks, missingVideos, failures } = document;
  const groups = Object.keys(arms[0]?.byGroup ?? {});
  return markdownReport(
    [
      `# ${name}, by method and retention`,
      `${document.samples} questions about ${document.videos} videos${document.left === 0 ? "" : `, of which ${document.left} were not asked yet`}. Model \`${document.model}\`, ` +
        `graphs on ${document.runtime}, shaders on ${document.adapter}. Prompts, the reading of answers and means are those of ${document.protocol}. ` +
        `${looking.frames} frames, spread as “${looking.spread}”; subtitles ${document.hasSubtitles ? "in the prompt" : "not used"}; greedy.`,
      `SHA-256 of the annotation files and their names \`${digests.data}\`${modelWords(digests.model)}.`,
      `Percent right. “paper” is ${document.meanWords}, “all” the share of all questions, each with its 95 % interval (bootstrap over videos). ` +
        "A sample that failed is in neither; “failed” counts them, “guessed” answers without a letter for which one was drawn.",
      meanRows(arms),
      "By task, with Wilson's 95 % interval, which takes questions as independent:",
      taskRows(arms, ({ byType }) => byType),
      ...groups.flatMap((group) => [
        `By ${group}:`,
        taskRows(arms, ({ byGroup }) => byGroup[group] ?? {}),
      ]),
      ...pairedParts(document),
      ...timeParts(document),
      ...listPart(
        "What failed:",
        Object.entries(failures).map(([words, count]) => `${count} × ${words}`),
      ),
      ...listPart(
        `Videos that are missing (${missingVideos.length}):`,
        missingVideos.length <= MOST_MISSING_SHOWN
          ? missingVideos
          : [
              ...missingVideos.slice(0, MOST_MISSING_SHOWN),
              `and ${missingVideos.length - MOST_MISSING_SHOWN} more`,
            ],
      ),
      ...listPart("About the data:", remarks),
      ...listPart(`What differs from ${document.protocol}:`, document.deviations),
    ],
    document.made,
  );
}

const listPart = (head: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [head, items.map((item) => `- ${item}`).join("\n")];

const armName = ({ method, retention, positions }: BenchmarkArm): string[] => [
  retention === 1 ? "all tokens" : method,
  percentText(retention),
  positions ?? "–",
];

const meanText = ({ mean, low, high }: Interval): string =>
  `${fixed(mean, 1)} [${fixed(low, 1)}, ${fixed(high, 1)}]`;

const shareText = (score: ShareScore | undefined): string =>
  score === undefined || score.n === 0 ? "–" : meanText(score.share);

function meanRows(arms: readonly BenchmarkArm[]): Rows {
  const all = arms.find(({ retention }) => retention === 1);
  return [
    [
      "method",
      "retention",
      "positions",
      "tokens",
      "paper",
      "% of all tokens",
      "all",
      "n",
      "failed",
      "guessed",
    ],
    ...distinctArms(arms).map((arm) => [
      ...armName(arm),
      arm.tokens.total === 0 ? "–" : percentText(arm.tokens.kept / arm.tokens.total),
      `**${meanText(arm.paperMean)}**`,
      all === undefined ? "–" : fixed((100 * arm.paperMean.mean) / all.paperMean.mean, 1),
      meanText(arm.plainMean),
      String(arm.n),
      String(arm.failed),
      String(arm.guessed),
    ]),
  ];
}

/** One row a task, one column an arm: benchmarks have up to twenty tasks. */
function taskRows(
  arms: readonly BenchmarkArm[],
  scoresOf: (arm: BenchmarkArm) => Readonly<Record<string, ShareScore>>,
): Rows {
  const shown = distinctArms(arms);
  const tasks = [...new Set(shown.flatMap((arm) => Object.keys(scoresOf(arm))))];
  return [
    [
      "",
      "n",
      ...shown.map((arm) =>
        armName(arm)
          .filter((part) => part !== "–")
          .join(" "),
      ),
    ],
    ...tasks.map((task) => [
      task,
      String(shown[0] === undefined ? 0 : (scoresOf(shown[0])[task]?.n ?? 0)),
      ...shown.map((arm) => shareText(scoresOf(arm)[task])),
    ]),
  ];
}

function pairedParts({ byMethod, againstAll }: BenchmarkDocument): (string | Rows)[] {
  const ofAll = (paired: readonly ArmsComparison[]) => paired.filter(({ type }) => type === "all");
  const how =
    "on the same questions, in points, with the 95 % interval (bootstrap over videos); questions that only one of the two gets right; McNemar's exact p.";
  return [
    ...(byMethod.length === 0
      ? []
      : [
          `By how much \`${byMethod[0]?.one}\` is better than each of the others ${how}`,
          pairedRows(ofAll(byMethod)),
        ]),
    ...(againstAll.length === 0
      ? []
      : [
          `By how much each is better than all tokens ${how}`,
          [
            ["method", ...(pairedRows(ofAll(againstAll))[0] ?? []).slice(1)],
            ...ofAll(againstAll).map((one, at) => [
              one.one,
              ...(pairedRows(ofAll(againstAll))[at + 1] ?? []).slice(1),
            ]),
          ],
        ]),
  ];
}

function timeParts({ arms, peakBytes, gpuMs }: BenchmarkDocument): (string | Rows)[] {
  if (peakBytes === null) return [];
  const shown = distinctArms(arms);
  return [
    "Times are medians in milliseconds, on the clock of the page, after a warm-up: “generation” the language model's prefill and steps; " +
      "“first” a video's first question, from the opening of its file; “later” those behind it. “a second” counts answers over all whole times. " +
      "“memory” is the most bytes of GPU buffers at once, the runtime's included, measured on an engine of its own; “GPU” the time that the GPU itself works on a question behind the first, by its timestamps, which not every device has.",
    [
      [
        "method",
        "retention",
        "positions",
        "generation",
        "first",
        "later",
        "a second",
        "GPU",
        "memory",
      ],
      ...shown.map((arm) => {
        const peak = peakBytes[arms.indexOf(arm)];
        const { generationMs, firstMs, laterMs, perSec } = arm.times ?? {};
        return [
          ...armName(arm),
          fixed(generationMs, 0),
          fixed(firstMs, 0),
          fixed(laterMs, 0),
          fixed(perSec, 3),
          fixed(gpuMs?.[arms.indexOf(arm)], 1),
          peak === null || peak === undefined ? "–" : `${(peak / 1e6).toFixed(1)} MB`,
        ];
      }),
    ],
  ];
}

export function benchmarkText({ arms, byMethod, failures, left }: BenchmarkDocument): string {
  const rows = meanRows(arms).map((row) => row.map((cell) => cell.replaceAll("**", "")));
  const paired = byMethod.filter(({ type }) => type === "all");
  return [
    textTable(rows),
    ...(paired.length === 0 ? [] : ["", textTable(pairedRows(paired))]),
    ...Object.entries(failures).map(([words, count]) => `\nFailed ${count} times: ${words}`),
    ...(left === 0 ? [] : [`\n${left} questions were not asked yet.`]),
    "",
  ].join("\n");
}

/** One row for each arm and row of a table. */
export function benchmarkCsv({ benchmark, model, arms }: BenchmarkDocument): string {
  const head = [
    "benchmark",
    "model",
    "method",
    "retention",
    "positions",
    "table",
    "row",
    "right",
    "n",
    "percent",
    "low",
    "high",
  ];
  const rows = arms.flatMap((arm): CsvCell[][] => {
    const own = [benchmark, model, arm.method, arm.retention, arm.positions];
    const rowOf = (cells: readonly CsvCell[], { mean, low, high }: Interval): CsvCell[] =>
      [...own, ...cells, mean, low, high].map((cell) => (Number.isNaN(cell) ? null : cell));
    const scored = (table: string, scores: Readonly<Record<string, ShareScore>>): CsvCell[][] =>
      Object.entries(scores).map(([row, { right, n, share }]) =>
        rowOf([table, row, right, n], share),
      );
    const meant = (row: string, interval: Interval): CsvCell[] =>
      rowOf(["mean", row, null, null], interval);
    return [
      meant("paper", arm.paperMean),
      meant("all", arm.plainMean),
      ...scored("task", arm.byType),
      ...Object.entries(arm.byGroup).flatMap(([group, scores]) => scored(group, scores)),
    ];
  });
  return toCsv(head, rows);
}
