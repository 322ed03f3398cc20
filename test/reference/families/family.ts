// One family's Python pipeline in plain TypeScript: from frames to what the vision encoder takes, from its features to
// the rows that the language model reads. Slow on purpose and independent of src; the goldens of test/golden/families
// hold it to the published code, and the GPU path is held to it.

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Bytes, [height, width, 3]. */
  readonly rgb: Uint8Array;
}

/** One input of a graph, as onnxruntime's `new Tensor(type, data, dims)` takes it. */
export type Feed = { readonly dims: readonly number[] } & (
  | { readonly type: "float32"; readonly data: Float32Array }
  | { readonly type: "bool"; readonly data: Uint8Array }
  | { readonly type: "int64"; readonly data: BigInt64Array }
);

export interface VideoFacts {
  readonly steps: number;
  /** Tokens of a step. */
  readonly rows: number;
  readonly columns: number;
  /** Of the steps' first frames. */
  readonly timesSec: readonly number[];
  /** Of all frames. */
  readonly shownTimesSec: readonly number[];
  readonly durationSec: number;
  /** Whether every token is kept. */
  readonly isWhole: boolean;
}

/** One row of the prompt before anything is dropped. */
export type Row =
  | { readonly kind: "text"; readonly id: number }
  | { readonly kind: "token"; readonly index: number }
  | { readonly kind: "newline" };

export interface Positions {
  /** One list a rotary axis, each [rows]. */
  readonly axes: readonly (readonly number[])[];
  /** Of the first row that is generated. */
  readonly next: number;
}

export interface FamilyReference {
  /** The encoder's inputs for some frames of a video, whole steps of them. */
  vision(frames: readonly Picture[]): Readonly<Record<string, Feed>>;
  /** Steps and tokens that the encoder and the pooling make of them. */
  shape(frames: readonly Picture[]): Pick<VideoFacts, "steps" | "rows" | "columns">;
  /** `image_features`, `width` numbers a row, in order of steps → tokens [T · N, width]. */
  tokens(features: ArrayLike<number>, width: number): Float64Array;
  rows(encode: (text: string) => readonly number[], question: string, video: VideoFacts): Row[];
  /** Whether rows keep their place of the whole prompt when others are dropped, or close the gaps. */
  readonly keepsPlaces: boolean;
  positions(rows: readonly Row[], video: VideoFacts): Positions;
}

/** 0, 1, 2 … for every row. */
export const countingPositions = (rows: readonly Row[]): Positions => ({
  axes: [rows.map((_, i) => i)],
  next: rows.length,
});

/** Texts that meet are encoded as one; a text is a string, the rest are rows. */
export function encodeRows(
  encode: (text: string) => readonly number[],
  parts: readonly (string | Row)[],
): Row[] {
  const rows: Row[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") rows.push(...encode(text).map((id) => ({ kind: "text", id }) as const));
    text = "";
  };
  for (const part of parts) {
    if (typeof part === "string") text += part;
    else {
      flush();
      rows.push(part);
    }
  }
  flush();
  return rows;
}

/** Rows of the tokens `from` … `to` − 1. */
export const tokenRows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, i) => ({ kind: "token", index: from + i }));

export const NEWLINE_ROW: Row = { kind: "newline" };

/** A prompt's text around its one `<video>`. */
export function around(prompt: string, videoToken: string): [before: string, after: string] {
  const [before, after, ...more] = prompt.split(videoToken);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The prompt names ${videoToken} ${more.length + 1} times, wanted once.`);
  }
  return [before, after];
}
