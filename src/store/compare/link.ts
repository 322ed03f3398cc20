// A link that makes a comparison again: its video, where that has an address, what was looked at, the questions and the
// columns. It stands behind the # of the page's address, which browsers send to nobody.

import { MAX_FRAMES, SPREADS } from "../../base/sampling.ts";
import type { Looking, PlanRequest } from "../../engine/api.ts";
import { BUDGETS, METHOD_IDS, variantsOf } from "../../engine/catalogue.ts";
import { MOST_COLUMNS, MOST_QUESTIONS, type Comparison } from "./types.ts";

/** What a link says. */
export interface LinkedComparison {
  readonly video: string;
  readonly sample: string | null;
  readonly modelId: string;
  readonly looking: Looking;
  readonly questions: readonly string[];
  readonly columns: readonly PlanRequest[];
}

const MARK = "#compare?";
const POSITIONS = ["original", "compact"] as const;

/** Returns the part of the address behind the page's own, from "#" on. */
export function linkOf({ video, modelId, questions, columns }: Comparison): string {
  const { frames, spread, stepTokens } = video.looking;
  const words = new URLSearchParams({ video: video.name, model: modelId });
  if (video.sample !== null) words.set("sample", video.sample);
  if (frames !== undefined) words.set("frames", `${frames}`);
  if (spread !== undefined) words.set("spread", spread);
  if (stepTokens !== undefined) words.set("tokens", `${stepTokens}`);
  for (const { text } of questions) words.append("q", text);
  for (const { request, isReference } of columns) {
    if (!isReference) words.append("c", columnWords(request));
  }
  return `${MARK}${words}`;
}

/** Reads a link; null for an address without one, and for one that names nothing to compare. */
export function readLink(hash: string): LinkedComparison | null {
  if (!hash.startsWith(MARK)) return null;
  const words = new URLSearchParams(hash.slice(MARK.length));
  const columns = words.getAll("c").flatMap((one) => readColumn(one) ?? []);
  const questions = words.getAll("q").filter((one) => one.trim() !== "");
  if (columns.length === 0 || questions.length === 0) return null;
  const frames = wholeNumber(words.get("frames"), MAX_FRAMES);
  const stepTokens = wholeNumber(words.get("tokens"), 16_384);
  const spread = oneOf(SPREADS, words.get("spread"));
  return {
    video: words.get("video") ?? "",
    sample: words.get("sample"),
    modelId: words.get("model") ?? "",
    looking: {
      ...(frames !== undefined && { frames }),
      ...(spread !== undefined && { spread }),
      ...(stepTokens !== undefined && { stepTokens }),
    },
    questions: questions.slice(0, MOST_QUESTIONS),
    columns: columns.slice(0, MOST_COLUMNS),
  };
}

/** "vidcom2:framewise,0.25,budget=even,positions=compact" */
function columnWords(request: PlanRequest): string {
  const { method, variant, retention, budget, positions, seed, ends, switches } = request;
  const options = { budget, positions, seed, ends, rounding: switches?.rounding };
  return [
    variant === undefined ? method : `${method}:${variant}`,
    `${retention}`,
    ...Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${value}`],
    ),
  ].join(",");
}

/** A column that a reader of this version cannot have is left out. */
function readColumn(words: string): PlanRequest | null {
  const [named = "", share = "", ...options] = words.split(",");
  const [id, variantId] = named.split(":");
  const method = oneOf(METHOD_IDS, id);
  const retention = Number(share);
  if (method === undefined || !(retention > 0 && retention <= 1)) return null;
  const given = new Map(options.map((one) => one.split("=", 2) as [string, string]));
  const variant = oneOf(variantsOf(method), variantId);
  const budget = oneOf(BUDGETS, given.get("budget"));
  const positions = oneOf(POSITIONS, given.get("positions"));
  const rounding = oneOf(["exact", "ceil"] as const, given.get("rounding"));
  const seed = wholeNumber(given.get("seed"), 2 ** 32 - 1);
  const ends = Number(given.get("ends") ?? Number.NaN);
  return {
    method,
    retention,
    ...(variant !== undefined && { variant }),
    ...(budget !== undefined && { budget }),
    ...(positions !== undefined && { positions }),
    ...(rounding !== undefined && { switches: { rounding } }),
    ...(seed !== undefined && { seed }),
    ...(ends >= 0 && { ends }),
  };
}

const oneOf = <T extends string>(
  words: readonly T[],
  given: string | null | undefined,
): T | undefined => words.find((one) => one === given);

function wholeNumber(given: string | null | undefined, most: number): number | undefined {
  const value = Number(given ?? Number.NaN);
  return Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;
}
