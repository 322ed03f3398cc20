// Made-up levels, scores and relevance of a video that is read whole, so that the fake engine's ribbons look like real
// ones.

import type { TimeRange } from "../../src/base/time-range.ts";
import { chunksWithin, isWithin } from "../../src/memory/recall/chunks-within.ts";
import { questionScope } from "../../src/memory/recall/question-scope.ts";
import type { ChunkChoice, WholeVideo, ReadChunk } from "../../src/engine/api.ts";

const keptOf = (count: number, share: number) => Math.max(1, Math.round(count * share));

/** A blob that wanders over the picture; the best tokens at both levels. */
export function fakeChunk(video: WholeVideo, index: number): ReadChunk {
  const { settings, grid } = video;
  const { chunkFrames, shares } = settings;
  const timesSec = video.timesSec.slice(index * chunkFrames, (index + 1) * chunkFrames);
  const perFrame = grid.rows * grid.columns;
  const count = timesSec.length * perFrame;
  const scores = new Float32Array(count);
  for (let token = 0; token < count; token++) {
    const frame = index * chunkFrames + Math.floor(token / perFrame);
    const phase = (frame / video.timesSec.length) * Math.PI * 2;
    const cell = token % perFrame;
    const dx = ((cell % grid.columns) + 0.5) / grid.columns - 0.5 - 0.2 * Math.cos(phase);
    const dy = (Math.floor(cell / grid.columns) + 0.5) / grid.rows - 0.5 - 0.1 * Math.sin(phase);
    const noise = (((token + frame) * 7919) % 101) / 1010;
    scores[token] = 0.2 * Math.exp(-(dx * dx + dy * dy) * 12) + 0.3 * noise;
  }
  const order = Array.from({ length: count }, (_, token) => token);
  order.sort((a, b) => scores[b]! - scores[a]!);
  const [detailed, compact] = [keptOf(count, shares.detailed), keptOf(count, shares.compact)];
  const levels = new Uint8Array(count);
  for (const token of order.slice(0, detailed)) levels[token] = 1;
  for (const token of order.slice(0, compact)) levels[token] = 2;
  return {
    index,
    timesSec,
    detailed,
    compact,
    levels,
    scores: settings.scorer === "uniform" ? null : scores,
  };
}

/** 0–1 from a text, the same for the same text. */
function placeOf(text: string): number {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + letter.codePointAt(0)!) % 9_973;
  return hash / 9_973;
}

/** Returns the relevance of each frame in standard deviations: a hill at each moment, waves elsewhere. */
export function fakeRelevance(
  timesSec: readonly number[],
  moments: readonly number[],
  durationSec: number,
): number[] {
  return timesSec.map((timeSec, index) => {
    const wave =
      0.45 * Math.sin(timeSec * 0.37 + 1) +
      0.35 * Math.sin(timeSec * 0.113) +
      0.1 * Math.sin(index * 1.7) -
      0.2;
    const hills = moments.map(
      (moment, rank) =>
        (2.4 - 0.3 * rank) * Math.exp(-(((timeSec - moment) / (durationSec * 0.012)) ** 2)),
    );
    return Number((Math.max(wave, ...hills) - 0.1).toFixed(3));
  });
}

export interface FakeQuestion {
  readonly question: string;
  /** The chunks in detail besides the first and the last. */
  readonly most: number;
  readonly forced: ReadonlyMap<number, boolean>;
  /** The moments in seconds; without them the letters of the question decide. */
  readonly moments: readonly number[] | undefined;
  /** The part that is asked about. */
  readonly range: TimeRange | undefined;
  /** Whether more of the video comes. */
  readonly isGoingOn: boolean;
  /** Whether its moments stand out by far, so that the model is given their chunks alone. */
  readonly isAlone: boolean;
}

/** Chooses the chunks for a question by the rules of the real choice. */
export function fakeChoice(
  { facts }: WholeVideo,
  chunks: readonly ReadChunk[],
  { question, most: wanted, forced, moments, range, isGoingOn, isAlone }: FakeQuestion,
): ChunkChoice {
  const toSec = chunks.at(-1)?.timesSec.at(-1) ?? 0;
  const named = questionScope(question, { fromSec: 0, toSec }, isGoingOn);
  const seen = chunksWithin(chunks, range ?? (named.isNow === true ? named.times[0] : undefined));
  const most = named.isNow === true ? Infinity : wanted;
  const at = moments ?? [placeOf(question) * facts.durationSec];
  const relevant = chunks.map(({ timesSec }) => fakeRelevance(timesSec, at, facts.durationSec));
  const best = relevant.map((frames) => Math.max(...frames));
  const isEnd = (chunk: number) => chunk === seen.from || chunk === seen.to - 1;
  const order = best
    .map((_, chunk) => chunk)
    .filter((chunk) => isWithin(seen, chunk) && !isEnd(chunk) && !forced.has(chunk))
    .sort((a, b) => best[b]! - best[a]!);
  const taken = new Set(order.slice(0, most));
  const shows = (chunk: number, timeSec: number) =>
    timeSec >= (chunks[chunk]?.timesSec[0] ?? 0) &&
    timeSec < (chunks[chunk + 1]?.timesSec[0] ?? Infinity);
  const isShown = (chunk: number) => at.some((timeSec) => shows(chunk, timeSec));
  const isDetailed = (chunk: number) =>
    isAlone
      ? forced.size === 0
        ? isShown(chunk)
        : forced.get(chunk) === true
      : isWithin(seen, chunk) && (forced.get(chunk) ?? (isEnd(chunk) || taken.has(chunk)));
  const isSeen = (chunk: number) => (isAlone ? isDetailed(chunk) : isWithin(seen, chunk));
  return {
    chunks: chunks.map(({ timesSec }, chunk) => ({
      timesSec,
      isDetailed: isDetailed(chunk),
      ...(!isSeen(chunk) && { isUnseen: true as const }),
      relevance: best[chunk]!,
      frames: relevant[chunk]!,
    })),
    entries: chunks.reduce(
      (sum, { detailed, compact }, chunk) =>
        sum + (isDetailed(chunk) ? detailed : isSeen(chunk) ? compact : 0),
      0,
    ),
    ...(named.isNow === true && { named }),
  };
}
