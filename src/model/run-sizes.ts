// How much one run of a model's graphs takes: frames of the vision encoder, rows of a prefill. The largest tensor of a
// run must not pass what the GPU binds at once, nor a quarter of the memory that is left.

/** A transformer's layers, as far as the largest tensors follow from them. */
export interface LayerShape {
  /** Of the MLP. */
  readonly hidden: number;
  readonly heads: number;
  /** The runtime never holds the scores of attention as a whole. */
  readonly isFused: boolean;
  /** Of an activation. */
  readonly valueBytes: number;
}

export interface VisionRun extends LayerShape {
  /** Of one frame. */
  readonly patches: number;
}

export interface DecoderRun extends LayerShape {
  readonly vocabulary: number;
  /** The graph gives float32 logits of every row, for want of `num_logits_to_keep`. */
  readonly hasAllLogits: boolean;
}

export interface RunSizes {
  readonly frames: number;
  readonly rows: number;
}

/** More frames fill a GPU better, fewer show progress sooner. */
export const MOST_FRAMES = 8;
/** Rows of one run of a prefill: how long a stop has to wait. */
export const MOST_ROWS = 2048;

/** `largestBytes`: of one tensor. `positions`: how many the last row of a prefill looks at. */
export function runSizes(
  { vision, decoder }: { readonly vision: VisionRun; readonly decoder: DecoderRun },
  room: { readonly largestBytes: number; readonly positions: number },
): RunSizes {
  return {
    frames: framesPerRun(vision, room.largestBytes),
    rows: rowsPerRun(decoder, room.largestBytes, room.positions),
  };
}

/** 8, 4, 2 or 1. */
export function framesPerRun(vision: VisionRun, largestBytes: number): number {
  const { patches, hidden, heads, isFused, valueBytes } = vision;
  const scores = isFused ? 0 : heads * patches ** 2;
  return halvedTo(MOST_FRAMES, largestBytes / (valueBytes * Math.max(scores, patches * hidden)));
}

/** 2048, or that halved some times. */
export function rowsPerRun(decoder: DecoderRun, largestBytes: number, positions: number): number {
  const { vocabulary, hasAllLogits, hidden, heads, isFused, valueBytes } = decoder;
  const logitBytes = hasAllLogits ? 4 * vocabulary : 0;
  const values = Math.max(hidden, isFused ? 0 : heads * positions);
  return halvedTo(MOST_ROWS, largestBytes / Math.max(logitBytes, valueBytes * values));
}

function halvedTo(most: number, fitting: number): number {
  let size = most;
  while (size > 1 && size > fitting) size /= 2;
  return size;
}

/** No page can see a GPU's memory; so much is counted on. Half of what a computer with 8 GB has. */
const COUNTED_ON = 4 * 2 ** 30;
/** WebGPU promises bindings of this size. */
const ALWAYS_ALLOWED = 128 * 2 ** 20;

/** Bytes that one tensor may have; `liveBytes` are taken already. */
export function largestTensor(
  limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number },
  liveBytes: number,
): number {
  const quarter = (COUNTED_ON - liveBytes) / 4;
  return Math.min(
    limits.maxBufferSize,
    limits.maxStorageBufferBindingSize,
    Math.max(ALWAYS_ALLOWED, quarter),
  );
}
