// Whether this machine can fetch and run a model, and in which precision, in words. Pure: the numbers of the
// registry against those of the adapter, the disk and the chosen number of frames.

import { precisionBytes } from "./registry/sizes.ts";
import type { EntryPrecision, ModelEntry } from "./registry/entry.ts";

export interface Machine {
  readonly hasShaderF16: boolean;
  /** Bytes. */
  readonly limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number };
  /** What may still be stored here; null where the browser does not say. */
  readonly quotaFreeBytes: number | null;
  /** `navigator.deviceMemory`: rounded, and never above what the browser admits to (8 or 32). */
  readonly deviceMemoryGb?: number | undefined;
  /** Bytes of this model that are here already, and need no room any more. */
  readonly storedBytes: number;
}

export interface PrecisionFit {
  readonly precision: EntryPrecision;
  readonly fits: boolean;
  /** Why not; empty when it fits. */
  readonly reasons: readonly string[];
}

export interface MemoryNeed {
  /** Weights, KV cache of all the frames' tokens, and what is alive at once while frames and prompt are read. */
  readonly gpuBytes: number;
  /** The runtime and the largest graph, which passes through its heap while the model loads. */
  readonly hostBytes: number;
}

export interface Fit {
  /** The first that fits. */
  readonly precision: EntryPrecision | null;
  readonly perPrecision: readonly PrecisionFit[];
  /** The one that fits, or else the one with the least against it. */
  readonly closest: PrecisionFit;
  /** Of the closest. */
  readonly memory: MemoryNeed;
  /** What may go wrong and cannot be known from here. */
  readonly cautions: readonly string[];
}

/** The vision encoder takes this many frames at once (src/vision/encoder.ts). */
const FRAMES_AT_ONCE = 8;
/** Positions of instructions, question and answer. */
const TEXT_POSITIONS = 512;
/** The KV cache is allocated for this many, doubled until all fit (src/language/cache-rows.ts). */
const CACHE_POSITIONS = 512;
/** The page, onnxruntime's code and heap, tokenizer and buffers; measured with the embedded model. */
const HOST_BYTES = 250 * 2 ** 20;
/** From here on a GPU of a small machine may not have the room, which no web page can see. */
const LARGE_GPU_BYTES = 3 * 2 ** 30;
/** Browsers report no more memory than this, or some no more than 32. */
const SMALLEST_CEILING_GB = 8;

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)}\u00a0GB`;
const size = (bytes: number): string =>
  bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)}\u00a0MB` : gigabytes(bytes);

/** Positions that the video takes when every token is kept. */
export const videoTokens = ({ tokensPerFrame }: ModelEntry, frames: number): number =>
  Math.ceil(tokensPerFrame.count * frames);

/** Memory at `frames` frames with every token kept: the most that a question can take. */
export function memoryNeed(
  entry: ModelEntry,
  precision: EntryPrecision,
  frames: number,
): MemoryNeed {
  const { kvValuesPerToken, stateValues, width, prefillValues, visionValues } = entry.memory;
  const { valueBytes, bytes } = precision;
  const tokens = videoTokens(entry, frames);
  const positions = Math.min(entry.context, tokens + TEXT_POSITIONS);
  const steps = Math.max(0, Math.ceil(Math.log2(positions / CACHE_POSITIONS)));
  const cached = Math.min(entry.context, CACHE_POSITIONS * 2 ** steps);
  const atOnce = Math.max(
    positions * prefillValues,
    Math.min(frames, FRAMES_AT_ONCE) * visionValues,
  );
  return {
    gpuBytes:
      precisionBytes(precision) +
      // Before and after a run, and as they were at the end of the video.
      valueBytes * (cached * kvValuesPerToken + 3 * stateValues + atOnce) +
      4 * tokens * width,
    hostBytes: HOST_BYTES + Math.max(...Object.values(bytes)),
  };
}

function reasonsAgainst(
  entry: ModelEntry,
  precision: EntryPrecision,
  machine: Machine,
  frames: number,
): string[] {
  const { needs } = precision;
  const { limits, quotaFreeBytes, deviceMemoryGb, storedBytes } = machine;
  const reasons: string[] = [];
  if (needs.features.includes("shader-f16") && !machine.hasShaderF16) {
    reasons.push("This GPU cannot compute in 16 bits (shader-f16), which this version needs.");
  }
  const allowed = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const wanted = Math.max(needs.maxBufferSize, needs.maxStorageBufferBindingSize);
  if (allowed < wanted) {
    reasons.push(
      `This GPU takes tables of at most ${size(allowed)} in one piece; the largest here has ${size(wanted)}.`,
    );
  }
  const missing = Math.max(0, precisionBytes(precision) - storedBytes);
  if (entry.source === "hub" && quotaFreeBytes !== null && quotaFreeBytes < missing) {
    reasons.push(
      `The browser lets this page keep ${size(Math.max(0, quotaFreeBytes))} more on this disk; ${size(missing)} are wanted. Delete another model, or make room on the disk.`,
    );
  }
  const { hostBytes } = memoryNeed(entry, precision, frames);
  if (
    deviceMemoryGb !== undefined &&
    deviceMemoryGb < SMALLEST_CEILING_GB &&
    hostBytes > deviceMemoryGb * 2 ** 30
  ) {
    reasons.push(
      `Loading it takes about ${gigabytes(hostBytes)} of main memory; this computer has ${deviceMemoryGb}\u00a0GB.`,
    );
  }
  return reasons;
}

/** Compares an entry with the machine at a number of frames. */
export function fitModel(entry: ModelEntry, machine: Machine, frames: number): Fit {
  const perPrecision = entry.precisions.map((precision) => {
    const reasons = reasonsAgainst(entry, precision, machine, frames);
    return { precision, fits: reasons.length === 0, reasons };
  });
  // A GPU never learns 16-bit steps; room on the disk can be made.
  const against = ({ precision, reasons }: PrecisionFit) =>
    reasons.length + (precision.needs.features.length > 0 && !machine.hasShaderF16 ? 1 : 0);
  const closest = perPrecision.reduce((best, one) => (against(one) < against(best) ? one : best));
  const precision = closest.fits ? closest.precision : null;
  const memory = memoryNeed(entry, closest.precision, frames);
  const cautions = cautionsOf(entry, memory, frames);
  return { precision, perPrecision, closest, memory, cautions };
}

/** What the reader should know of a need at a number of frames although nothing refuses it. */
export function cautionsOf(entry: ModelEntry, memory: MemoryNeed, frames: number): string[] {
  const cautions: string[] = [];
  const tokens = videoTokens(entry, frames);
  const room = entry.context - TEXT_POSITIONS;
  if (tokens > room) {
    const share = Math.floor((room / tokens) * 100);
    cautions.push(
      `${frames} frames have more tokens than it can read: keep at most ${share}\u00a0%, or take fewer frames.`,
    );
  }
  if (memory.gpuBytes > LARGE_GPU_BYTES) {
    cautions.push(
      `About ${gigabytes(memory.gpuBytes)} of GPU memory; no page can see how much this GPU has.`,
    );
  }
  return cautions;
}
