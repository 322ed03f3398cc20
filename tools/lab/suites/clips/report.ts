// The accuracy table as Markdown. Pure.

import type { World } from "../../../world/index.ts";
import type { ArmsComparison } from "../../../../src/evaluation/compare-arms.ts";
import { pairedRows, percentText } from "../../../../src/evaluation/paired-rows.ts";
import { markdownReport, type Rows } from "../../../../src/evaluation/table.ts";
import type { ArmResult } from "../../../../src/evaluation/tally-arms.ts";
import { percent } from "../../../../src/evaluation/tally.ts";

export interface EvalDocument {
  readonly model: string;
  readonly world: World;
  readonly adapter: string;
  readonly runtime: string;
  readonly clips: number;
  readonly seed: number;
  readonly frames: number | null;
  readonly command: string;
  readonly arms: readonly ArmResult[];
  /** Original positions beside compact ones; empty when one kind was run. */
  readonly byPositions: readonly ArmsComparison[];
  /** The first method beside each of the others; empty when there is one. */
  readonly byMethod: readonly ArmsComparison[];
  /** The first encoding beside each of the others; empty when there is one. */
  readonly byEncode: readonly ArmsComparison[];
}

/** The types in the order of the table; those that a run lacks are omitted, new ones come last. */
const TYPE_ORDER = [
  "color",
  "shape",
  "motion",
  "describe",
  "place",
  "background",
  "scenes",
  "needle",
  "needles",
  "nothing",
  "first",
  "last",
  "count",
  "other",
];

export function reportMarkdown(document: EvalDocument): string {
  const { arms, byPositions, byMethod, byEncode } = document;
  const isChosen = byEncode.length > 0;
  const types = typesOf(arms);
  const counts = arms[0]?.byType ?? {};
  const seeds = (arm: ArmResult): number => arm.seeds?.length ?? 1;
  const first = arms[0];
  const rows = arms.map((arm) => [
    arm.method,
    percentText(arm.retention),
    arm.positions ?? "–",
    ...(isChosen ? [arm.encode, encodedText(arm)] : []),
    `${Math.round(arm.tokens.kept)} / ${arm.tokens.total}`,
    ...types.map((type) => percent(arm.byType[type])),
    `**${percent(arm)}**${spread(arm)}`,
  ]);
  const head = [
    "method",
    "retention",
    "positions",
    ...(isChosen ? ["encode", "patches encoded"] : []),
    "tokens kept / all",
    ...types,
    "all",
  ];
  const sizes = types
    .map((type) => `${type} ${(counts[type]?.n ?? 0) / (first === undefined ? 1 : seeds(first))}`)
    .join(", ");
  return markdownReport(
    [
      "# Accuracy of the embedded model, by method and retention",
      `Exact answers in percent on ${document.clips} held-out clips of the ${document.world} world (suite seed ` +
        `${document.seed}), each encoded to a video file and opened by the app's own engine. Model \`${document.model}\`; graphs on ${document.runtime}, ` +
        `shaders on ${document.adapter}. Frames looked at: ${document.frames ?? "the clip's own, 8 to 48"}.`,
      "`vidcom2` without a variant is the default preset. Random is the mean over its seeds; ± is half the distance " +
        "between its best and its worst seed. At 100 % every method keeps every token, so one run serves all. Token " +
        "counts are sums over the clips. A clip of which a method cannot keep so few tokens is left out of its row.",
      ...overviewParts(arms),
      `Questions of each type: ${sizes}.`,
      [head, ...rows],
      "`needle`: what appears briefly, where one thing does; `needles`: several do; `nothing`: none does; `other`: an " +
        "off-topic question of a kind never trained on, to be declined.",
      ...(byMethod.length === 0 ? [] : methodParts(byMethod)),
      ...(byPositions.length === 0 ? [] : positionsParts(byPositions)),
      ...(isChosen ? encodeParts(byEncode) : []),
    ],
    { command: document.command },
  );
}

/** One row a method and one column a retention, over all questions: what the long table says by type. */
function overviewParts(arms: readonly ArmResult[]): (string | Rows)[] {
  const methods = [...new Set(arms.map(({ method }) => method))];
  const retentions = [...new Set(arms.map(({ retention }) => retention))];
  if (methods.length < 2 || retentions.length < 2) return [];
  const cell = (method: string, retention: number): string =>
    arms
      .filter((arm) => arm.method === method && arm.retention === retention)
      .map(percent)
      .join(" / ");
  const placings = new Set(arms.flatMap(({ positions }) => positions ?? []));
  return [
    `All questions, by share of tokens kept${placings.size < 2 ? "" : `; positions ${[...placings].join(" / ")}`}:`,
    [
      ["method", ...retentions.map((retention) => percentText(retention))],
      ...methods.map((method) => [
        method,
        ...retentions.map((retention) => cell(method, retention)),
      ]),
    ],
  ];
}

const PAIRED =
  "on the same questions, with the 95 % interval (bootstrap over clips); questions that only one of the two gets right; " +
  "McNemar's exact p.";

function positionsParts(paired: readonly ArmsComparison[]): (string | Rows)[] {
  const lost = paired.filter(({ type, points }) => type !== "all" && points.mean < 0);
  return [
    "## Original against compact positions",
    `By how many points original positions are better ${PAIRED}`,
    pairedRows(paired.filter(isOfAll)),
    ...(lost.length === 0
      ? ["No type of question lost by them."]
      : ["Types of questions that lost by them:", pairedRows(lost)]),
  ];
}

function methodParts(paired: readonly ArmsComparison[]): (string | Rows)[] {
  const one = paired[0]?.one ?? "";
  const lost = paired.filter(({ type, points }) => type !== "all" && points.high < 0);
  return [
    `## \`${one}\` against the other methods`,
    `By how many points it is better than each ${PAIRED}`,
    pairedRows(paired.filter(isOfAll)),
    ...(lost.length === 0
      ? ["On no type of question is it worse with the whole interval below zero."]
      : [
          "Types of questions on which it is worse, the whole interval below zero:",
          pairedRows(lost),
        ]),
  ];
}

function encodeParts(paired: readonly ArmsComparison[]): (string | Rows)[] {
  const lost = paired.filter(({ type, points }) => type !== "all" && points.low > 0);
  return [
    "## Encoding less",
    `By how many points \`${paired[0]?.one ?? ""}\` is better ${PAIRED}`,
    pairedRows(paired.filter(isOfAll)),
    ...(lost.length === 0
      ? ["On no type of question is it better with the whole interval above zero."]
      : [
          "Types of questions on which it is better, the whole interval above zero:",
          pairedRows(lost),
        ]),
  ];
}

/** The share of patches that was encoded. */
export const encodedText = ({ patches }: Pick<ArmResult, "patches">): string =>
  patches === null ? "100 %" : `${((100 * patches.encoded) / patches.patches).toFixed(1)} %`;

const isOfAll = ({ type }: ArmsComparison): boolean => type === "all";

export function typesOf(arms: readonly ArmResult[]): string[] {
  const all = [...new Set(arms.flatMap(({ byType }) => Object.keys(byType)))];
  const place = (type: string): number => {
    const at = TYPE_ORDER.indexOf(type);
    return at < 0 ? TYPE_ORDER.length : at;
  };
  return all.sort((one, other) => place(one) - place(other));
}

function spread({ seeds }: ArmResult): string {
  if (seeds === undefined) return "";
  return ` ± ${((100 * (Math.max(...seeds) - Math.min(...seeds))) / 2).toFixed(1)}`;
}
