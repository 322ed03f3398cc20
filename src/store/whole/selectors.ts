// What more than one component asks of a memory. Selectors that make a new object are plain functions of the parts that they
// read, so that a component can memoise them.

import type { ChunkChoice, WholeAnswer, ReadChunk } from "../../engine/api.ts";
import { answerOf } from "../ask/answer-of.ts";
import type { WholeLook } from "./types.ts";
import type { WholeTurn } from "../ask/types.ts";
import type { State } from "../types.ts";
import { wholeOf } from "../video/state.ts";

export const selectWhole = ({ video }: State): WholeLook | null => wholeOf(video);

export const selectIsReading = ({ video }: State): boolean =>
  wholeOf(video)?.reading.phase === "reading";

/** Returns how far into the video its memory reaches, in seconds. */
export function readUntilSec({ timesSec, video }: Pick<WholeLook, "timesSec" | "video">): number {
  const [done, total] = [timesSec.length, video.timesSec.length];
  const { durationSec } = video.facts;
  return done >= total ? durationSec : (durationSec * done) / Math.max(1, total);
}

/** Returns the chunks that a turn's question was given; null before the engine has chosen, and where the answer failed. */
export const choiceOf = ({ state, choice }: WholeTurn): ChunkChoice | null =>
  state.phase === "failed" ? null : choice;

/** Returns the turns about the memory that is open; none while frames are looked at. */
const turnsAbout = ({ turns, video }: State): WholeTurn[] => {
  if (video.phase !== "open" || video.look.kind !== "whole") return [];
  const { key } = video.file;
  return turns.filter((turn): turn is WholeTurn => turn.kind === "whole" && turn.fileKey === key);
};

/**
 * Returns the turn whose chunks are shown: the one that was picked, else the last one with chosen chunks. Chunks of an earlier
 * reading are not those of this one.
 */
export function selectShownTurn(state: State): WholeTurn | null {
  const whole = selectWhole(state);
  const chosen = turnsAbout(state).filter(
    (turn) => turn.videoId === whole?.video.id && choiceOf(turn) !== null,
  );
  const picked = whole?.shownTurn;
  return chosen.find(({ id }) => id === picked) ?? chosen.at(-1) ?? null;
}

export const selectShownReport = (state: State): WholeAnswer | null => {
  const turn = selectShownTurn(state);
  return turn === null ? null : answerOf(turn);
};

export const selectShownChoice = (state: State): ChunkChoice | null => {
  const turn = selectShownTurn(state);
  return turn === null ? null : choiceOf(turn);
};

export const selectLastWholeTurn = (state: State): WholeTurn | null =>
  turnsAbout(state).at(-1) ?? null;

/** By list of chunks: hours of a source have thousands, and every column asks. */
const STARTS = new WeakMap<readonly ReadChunk[], Float64Array>();

/** Returns the index of the first frame of each chunk, and behind them the number of frames. */
function startsOf(chunks: readonly ReadChunk[]): Float64Array {
  const known = STARTS.get(chunks);
  if (known !== undefined) return known;
  const starts = new Float64Array(chunks.length + 1);
  for (const [chunk, { timesSec }] of chunks.entries())
    starts[chunk + 1] = (starts[chunk] ?? 0) + timesSec.length;
  STARTS.set(chunks, starts);
  return starts;
}

/** Returns the index of the first frame of a chunk, among the frames read. */
export const chunkStart = (chunks: readonly ReadChunk[], chunk: number): number =>
  startsOf(chunks)[Math.min(chunk, chunks.length)] ?? 0;

/** Returns the chunk of frame `index`, and its place there; the last chunk for an index beyond. */
export function chunkOfFrame(
  chunks: readonly ReadChunk[],
  index: number,
): { readonly chunk: number; readonly place: number } {
  const starts = startsOf(chunks);
  if (index >= (starts.at(-1) ?? 0)) return { chunk: Math.max(0, chunks.length - 1), place: 0 };
  // The last chunk that begins at the frame or before it; those without frames begin where the next one does.
  let [from, to] = [0, chunks.length - 1];
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    if ((starts[middle] ?? 0) <= index) from = middle;
    else to = middle - 1;
  }
  return { chunk: from, place: index - (starts[from] ?? 0) };
}

/** Returns the place of the largest value, the first of equal ones. */
export const indexOfMost = (values: readonly number[]): number =>
  values.reduce((best, value, index) => (value > (values[best] ?? -Infinity) ? index : best), 0);

/** Returns the place in its chunk of the frame that is shown for it: the most relevant one, else the middle one. */
function faceOf(chunks: readonly ReadChunk[], choice: ChunkChoice | null, chunk: number) {
  const frames = choice?.chunks[chunk]?.frames;
  const count = chunks[chunk]?.timesSec.length ?? 0;
  return frames === undefined || frames.length !== count
    ? Math.floor(count / 2)
    : indexOfMost(frames);
}

/** Returns the index of that frame among all that were read. */
export const faceFrame = (
  chunks: readonly ReadChunk[],
  choice: ChunkChoice | null,
  chunk: number,
): number => chunkStart(chunks, chunk) + faceOf(chunks, choice, chunk);
