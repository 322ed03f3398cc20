// Tells in words whether this machine can fetch and run a model, and in which precision. Pure: it compares the numbers
// of the catalogue with those of the adapter, the disk and the chosen number of frames.

import type { GraphForms } from "../graph-forms.ts";
import {
  memoryNeed,
  positionsHeld,
  TEXT_POSITIONS,
  videoTokens,
  type MemoryNeed,
} from "./memory-need.ts";
import type { EntryPrecision, ModelEntry } from "./entry.ts";
import { precisionBytes } from "./sizes.ts";
import { largestOfStep, type GpuLimits } from "../run-sizes.ts";

export interface Machine {
  readonly hasShaderF16: boolean;
  readonly limits: GpuLimits;
  /** The bytes that may still be stored; null when the browser does not say. */
  readonly quotaFreeBytes: number | null;
  /** `navigator.deviceMemory`: rounded, and never above the browser's ceiling (8 or 32). */
  readonly deviceMemoryGb?: number | undefined;
  /** The bytes of this model that are stored already and need no further room. */
  readonly storedBytes: number;
}

export interface PrecisionFit {
  readonly precision: EntryPrecision;
  readonly fits: boolean;
  /** Why it does not fit; empty when it does. */
  readonly reasons: readonly string[];
  /** What may go wrong but cannot be known beforehand. */
  readonly cautions: readonly string[];
  readonly memory: MemoryNeed;
}

export interface Fit {
  /** The first precision that fits. */
  readonly precision: EntryPrecision | null;
  readonly perPrecision: readonly PrecisionFit[];
  /** The one that fits, or else the one with the fewest reasons against it. */
  readonly closest: PrecisionFit;
}

/** A GPU of a small machine may lack this much memory, which no web page can find out. */
const LARGE_GPU_BYTES = 3 * 2 ** 30;
/** Browsers report no more memory than this; some report up to 32. */
const SMALLEST_CEILING_GB = 8;

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)}\u00a0GB`;
const size = (bytes: number): string =>
  bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)}\u00a0MB` : gigabytes(bytes);

function reasonsAgainst(
  entry: ModelEntry,
  precision: EntryPrecision,
  machine: Machine,
  { gpuBytes, hostBytes }: MemoryNeed,
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
  const { forms } = precision;
  const step = largestOfStep({ ...entry.memory.vision, isFused: forms.hasFusedVision });
  if (allowed < step) {
    reasons.push(
      `Its vision encoder takes ${size(step)} in one piece however few frames it is given; this GPU takes ${size(allowed)}.`,
    );
  }
  const missing = Math.max(0, precisionBytes(precision) - storedBytes);
  if (entry.source === "hub" && quotaFreeBytes !== null && quotaFreeBytes < missing) {
    reasons.push(
      `The browser lets this page keep ${size(Math.max(0, quotaFreeBytes))} more on this disk; ${size(missing)} are wanted. Delete another model, or make room on the disk.`,
    );
  }
  if (deviceMemoryGb !== undefined && deviceMemoryGb < SMALLEST_CEILING_GB) {
    const has = deviceMemoryGb * 2 ** 30;
    const words = `this computer has ${deviceMemoryGb}\u00a0GB`;
    if (hostBytes > has) {
      reasons.push(`Loading it takes about ${gigabytes(hostBytes)} of main memory; ${words}.`);
    } else if (gpuBytes > has) {
      reasons.push(`Running it takes about ${gigabytes(gpuBytes)} on the GPU; ${words} in all.`);
    }
  }
  return reasons;
}

/** Returns the entry with the forms of a loaded model's graphs in place of the expected ones. */
export const asLoaded = (
  entry: ModelEntry,
  loaded: { readonly id: string; readonly precision: string; readonly forms: GraphForms },
): ModelEntry => ({
  ...entry,
  precisions: entry.precisions.map((one) =>
    loaded.id === entry.id && loaded.precision === one.id ? { ...one, forms: loaded.forms } : one,
  ),
});

/** Compares an entry with the machine for a number of frames; `copiesStill` as they are looked at. */
export function fitModel(
  entry: ModelEntry,
  machine: Machine,
  frames: number,
  copiesStill = false,
): Fit {
  const perPrecision = entry.precisions.map((precision) => {
    const memory = memoryNeed(entry, precision, frames, machine.limits, copiesStill);
    const reasons = reasonsAgainst(entry, precision, machine, memory);
    const cautions = cautionsOf(entry, memory, frames);
    return { precision, fits: reasons.length === 0, reasons, cautions, memory };
  });
  // A GPU cannot gain 16-bit support, but room on the disk can be made.
  const against = ({ precision, reasons }: PrecisionFit) =>
    reasons.length + (precision.needs.features.length > 0 && !machine.hasShaderF16 ? 1 : 0);
  const closest = perPrecision.reduce((best, one) => (against(one) < against(best) ? one : best));
  return { precision: closest.fits ? closest.precision : null, perPrecision, closest };
}

/** Returns what the reader should know of a need that does not refuse the model. */
function cautionsOf(entry: ModelEntry, memory: MemoryNeed, frames: number): string[] {
  const cautions: string[] = [];
  const tokens = videoTokens(entry, frames);
  const room = positionsHeld(entry) - TEXT_POSITIONS;
  if (tokens > room) {
    const share = Math.floor((room / tokens) * 100);
    cautions.push(
      `${frames} frames have more tokens than it can read: keep at most ${share}\u00a0%, or take fewer frames.`,
    );
  }
  if (memory.gpuBytes > LARGE_GPU_BYTES) {
    const { scores } = memory.parts;
    const ofScores =
      scores > 0 ? `, ${size(scores)} of it scores of attention that is not fused` : "";
    cautions.push(
      `About ${gigabytes(memory.gpuBytes)} of GPU memory${ofScores}; no page can see how much this GPU has.`,
    );
  }
  return cautions;
}
