// The needle suite's tables, for people and as Markdown. Pure.

import type { Shares } from "../../../../src/engine/api.ts";
import {
  fixed,
  intervalText,
  markdownReport,
  probabilityText,
  type Rows,
  textTable,
} from "../../../../src/evaluation/table.ts";
import type { Comparison } from "./compare.ts";
import { type NeedlePower, powerSentence } from "./power.ts";
import { type Accuracy, type ByTask, type Group, GROUPS, type NeedleArmResult } from "./tally.ts";

export interface NeedleDocument {
  readonly suite: "needle";
  readonly model: string;
  readonly adapter: string;
  readonly runtime: string;
  readonly clips: number;
  readonly seed: number;
  /** False for clips that nothing was tuned on. */
  readonly isTuning: boolean;
  readonly seconds: readonly number[];
  readonly chunks: number;
  readonly shares: Shares;
  readonly chunkFrames: number;
  /** The wordings of each question. */
  readonly tries: number;
  /** The seconds from one passer to the next; null without passers. */
  readonly passing: number | null;
  /** Whether it ran in Node, on frames that were drawn straight to pixels. */
  readonly node: boolean;
  /** What the comparison could find, computed before anything was measured. */
  readonly power: NeedlePower;
  readonly command: string;
  readonly arms: readonly NeedleArmResult[];
  readonly controls: {
    /** The score of the best constant answer to each kind of question, chosen with hindsight. */
    readonly chance: Readonly<Partial<Record<Group, number>>>;
    readonly arms: readonly NeedleArmResult[];
  };
  readonly paired: readonly Comparison[];
}

export function needleTable({ arms, controls, paired }: NeedleDocument): string {
  const all = [...arms, ...controls.arms];
  return [
    textTable(accuracyRows(all, controls.chance)),
    textTable(costRows(arms)),
    textTable(pairedRows(paired)),
  ].join("\n\n");
}

export function needleMarkdown(document: NeedleDocument): string {
  const { arms, controls, paired, seconds, shares, chunks, chunkFrames } = document;
  const all = [...arms, ...controls.arms];
  return markdownReport(
    [
      "# Brief events in long videos",
      `${document.clips} drawn clips of ${seconds.join(", ")} seconds (seeds from ${document.seed}, ` +
        `${document.isTuning ? "for tuning" : "never tuned on"}), one frame a second, each ${document.node ? "drawn straight to pixels" : "a real video file"}. Things ` +
        `appear for one or two seconds, outside what 32 even frames see. Model \`${document.model}\`; graphs on ` +
        `${document.runtime}, shaders on ${document.adapter}.`,
      ...(document.passing === null
        ? []
        : [
            `Something else passes about every ${document.passing} seconds, and each of five things is asked about by its name.`,
          ]),
      powerSentence(document.power),
      `Chunks of ${chunkFrames} frames, ${share(shares.detailed)} of a chunk's tokens in detail and ${share(shares.compact)} in ` +
        `compact form, fewer where chunks are many; ${chunks} chunks in detail beside the first and the last.`,
      "## Accuracy, percent",
      "A sample counts when all its wordings are answered exactly; in brackets the share of single answers that are " +
        "right. `common`: about what is there all the time; not part of `all`. Chance: the best constant answer to each " +
        "kind of question, chosen with hindsight.",
      accuracyRows(all, controls.chance),
      "### By length, all needle tasks",
      secondsRows(all, "all"),
      "### By length, retrieval",
      secondsRows(all, "retrieval"),
      "### By length, one of six by name",
      secondsRows(all, "named"),
      "## What was found, and what it took",
      "Recall: share of the needles' chunks that were in detail; by name: for questions that name one of six. Rank: mean place of such a chunk by relevance. Tokens: of " +
        "the video in the cache. First token: median ratio to the reading time of the same clip, for an arm's first " +
        "question and for later ones; reading: ratio to the first memory's.",
      costRows(arms),
      "## Paired",
      "Difference in points on the same samples with its 95 % interval (bootstrap over clips), and McNemar's exact p.",
      pairedRows(paired),
    ],
    { command: document.command },
  );
}

function accuracyRows(
  arms: readonly NeedleArmResult[],
  chance: NeedleDocument["controls"]["chance"],
): Rows {
  return [
    ["arm", "clips", ...GROUPS],
    ...arms.map(({ name, clips, byTask, unfit }) => [
      name,
      `${clips}${unfitWords(unfit)}`,
      ...GROUPS.map((group) => both(byTask[group])),
    ]),
    ["chance", "", ...GROUPS.map((group) => percent(chance[group]))],
  ];
}

function secondsRows(arms: readonly NeedleArmResult[], group: Group): Rows {
  const lengths = [...new Set(arms.flatMap(({ bySeconds }) => Object.keys(bySeconds)))].sort(
    (one, other) => Number(one) - Number(other),
  );
  const of = (byTask: ByTask | undefined): string => both(byTask?.[group]);
  return [
    ["arm", ...lengths.map((length) => `${length} s`)],
    ...arms.map(({ name, bySeconds }) => [name, ...lengths.map((length) => of(bySeconds[length]))]),
  ];
}

function costRows(arms: readonly NeedleArmResult[]): Rows {
  return [
    [
      "arm",
      "recall",
      "by name",
      "rank",
      "detailed",
      "tokens",
      "KV bytes",
      "reading",
      "first",
      "later",
    ],
    ...arms.map((arm) => [
      arm.name,
      percent(arm.recallAtK),
      percent(arm.recallByTask.named),
      fixed(arm.needleRank, 1),
      fixed(arm.detailedChunks, 1),
      fixed(arm.cacheTokens, 0),
      fixed(arm.cacheBytes, 0),
      fixed(arm.reading, 2),
      fixed(arm.firstToken.first, 3),
      fixed(arm.firstToken.later, 3),
    ]),
  ];
}

function pairedRows(paired: readonly Comparison[]): Rows {
  return [
    ["comparison", "task", "n", "points", "single answers", "only one right", "p"],
    ...paired.map(({ arm, versus, task, n, points, plainPoints, onlyArm, onlyVersus, p }) => [
      `${arm} − ${versus}`,
      task,
      String(n),
      intervalText(points),
      intervalText(plainPoints),
      `${onlyArm} : ${onlyVersus}`,
      probabilityText(p),
    ]),
  ];
}

const unfitWords = (unfit: NeedleArmResult["unfit"]): string => {
  const count = Object.values(unfit).reduce((total, one) => total + one, 0);
  return count === 0 ? "" : ` (${count} did not fit)`;
};

const both = (accuracy: Accuracy | undefined): string =>
  accuracy === undefined ? "–" : `${percent(accuracy.accuracy)} (${percent(accuracy.plain)})`;

const percent = (value: number | null | undefined): string =>
  fixed(typeof value === "number" ? 100 * value : value, 1);

const share = (value: number): string => `${Number((100 * value).toFixed(2))} %`;
