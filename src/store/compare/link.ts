// A link that makes a comparison again: its video, where that has an address, what was looked at, the questions and the
// columns. It stands behind the # of the page's address, which browsers send to nobody.

import type { Looking } from "../../engine/api.ts";
import { lookingWords, readLooking, readRequest, requestWords } from "../plan/plan-words.ts";
import { MOST_COLUMNS, MOST_QUESTIONS, type ColumnRequest, type Comparison } from "./types.ts";

/** What a link says. */
export interface LinkedComparison {
  readonly video: string;
  readonly sample: string | null;
  readonly modelId: string;
  readonly looking: Looking;
  readonly questions: readonly string[];
  readonly columns: readonly ColumnRequest[];
}

const MARK = "#compare?";

/** Returns the part of the address behind the page's own, from "#" on. */
export function linkOf({ video, modelId, questions, columns }: Comparison): string {
  const words = new URLSearchParams({ video: video.name, model: modelId });
  if (video.sample !== null) words.set("sample", video.sample);
  for (const [name, value] of lookingWords(video.looking)) words.set(name, value);
  for (const { text } of questions) words.append("q", text);
  for (const { request, isReference } of columns) {
    if (!isReference) words.append("c", columnWords(request));
  }
  return `${MARK}${words}`;
}

/** Returns the words of a request, and behind them its frames and its model: "cover,0.25,frames=16,model=org/name". */
const columnWords = ({ frames, modelId, ...plan }: ColumnRequest): string =>
  [
    requestWords(plan),
    ...(frames === undefined ? [] : [`frames=${frames}`]),
    ...(modelId === undefined ? [] : [`model=${encodeURIComponent(modelId)}`]),
  ].join(",");

function readColumn(words: string): ColumnRequest | null {
  const request = readRequest(words);
  if (request === null) return null;
  const given = new URLSearchParams(words.split(",").slice(2).join("&"));
  const { frames } = readLooking(given);
  const modelId = given.get("model") ?? "";
  return {
    ...request,
    ...(frames !== undefined && frames > 0 && { frames }),
    ...(modelId !== "" && { modelId }),
  };
}

/** Reads a link; null for an address without one, and for one that names nothing to compare. */
export function readLink(hash: string): LinkedComparison | null {
  if (!hash.startsWith(MARK)) return null;
  const words = new URLSearchParams(hash.slice(MARK.length));
  const columns = words.getAll("c").flatMap((one) => readColumn(one) ?? []);
  const questions = words.getAll("q").filter((one) => one.trim() !== "");
  if (columns.length === 0 || questions.length === 0) return null;
  return {
    video: words.get("video") ?? "",
    sample: words.get("sample"),
    modelId: words.get("model") ?? "",
    looking: readLooking(words),
    questions: questions.slice(0, MOST_QUESTIONS),
    columns: columns.slice(0, MOST_COLUMNS),
  };
}
