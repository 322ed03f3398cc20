// The report of the experiment of figure 1: for the terminal, as Markdown, and as a picture. Pure.

import { linePlot } from "../core/line-plot.ts";
import {
  fixed,
  intervalText,
  markdownReport,
  probabilityText,
  type Rows,
  textTable,
} from "../../../../src/evaluation/table.ts";
import type { PairsCompared } from "../../../../src/evaluation/stats.ts";
import { type Claim, claimWords, type Curve } from "./curves.ts";

export interface FramesDocument {
  readonly suite: "frames";
  /** What the questions are of: drawn clips, or a benchmark. */
  readonly of: string;
  readonly model: string;
  readonly adapter: string;
  readonly runtime: string;
  readonly frames: number;
  readonly positions: string;
  readonly command: string;
  readonly curves: readonly Curve[];
  readonly claim: Claim | null;
}

const NAMES = {
  redundant: "least unique first",
  unique: "most unique first",
  random: "at random (3 draws)",
} as const;

export function framesMarkdown(document: FramesDocument): string {
  const { claim, frames, of, model, runtime, adapter, positions } = document;
  return markdownReport(
    [
      "# Which frames an answer needs: the experiment of VidCom²'s figure 1",
      `Of ${frames} frames so many are left out before the language model: those with the least uniqueness, those with the most, or drawn. ` +
        `All tokens of the others stay, at ${positions} positions. Questions of ${of}; model \`${model}\`, graphs on ${runtime}, shaders on ${adapter}. ` +
        "Percent right, with the 95 % interval (bootstrap over videos).",
      curveRows(document),
      ...(claim === null ? [] : [claimWords(claim, frames), claimRows(claim)]),
    ],
    { command: document.command },
  );
}

export const framesText = (document: FramesDocument): string =>
  [
    textTable(curveRows(document)),
    ...(document.claim === null ? [] : ["", claimWords(document.claim, document.frames)]),
    "",
  ].join("\n");

export const framesPlot = ({ curves, frames, of, model }: FramesDocument): string =>
  linePlot({
    title: `Frames that an answer needs: ${model} on ${of}`,
    xLabel: `frames left out of ${frames}`,
    yLabel: "right answers, %",
    lines: curves.map(({ which, points }) => ({
      name: NAMES[which],
      points: points.map(({ count, right }) => ({ x: count, y: right })),
    })),
  });

/** One row a count, one column a kind. */
function curveRows({ curves }: FramesDocument): Rows {
  const counts = curves[0]?.points.map(({ count }) => count) ?? [];
  return [
    ["left out", ...curves.map(({ which }) => NAMES[which]), "n"],
    ...counts.map((count, at) => [
      String(count),
      ...curves.map(({ points }) => {
        const { mean, low, high } = points[at]?.right ?? {};
        return `${fixed(mean, 1)} [${fixed(low, 1)}, ${fixed(high, 1)}]`;
      }),
      String(curves[0]?.points[at]?.n ?? 0),
    ]),
  ];
}

function claimRows({ redundant, unique, between, ofRedundant, ofUnique }: Claim): Rows {
  const row = (name: string, { n, points, onlyOne, onlyOther, p }: PairsCompared): string[] => [
    name,
    String(n),
    intervalText(points),
    `${onlyOne} : ${onlyOther}`,
    probabilityText(p),
  ];
  return [
    ["", "n", "better by, points", "only one right", "p"],
    row(`−${redundant} redundant against −${unique} unique`, between),
    row(`−${redundant} redundant against all frames`, ofRedundant),
    row(`−${unique} unique against all frames`, ofUnique),
  ];
}
