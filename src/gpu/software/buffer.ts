// Buffers: plain memory of the process.

import { SoftwareError, type Failures } from "./failures.ts";
import { nextTurn } from "../../base/next-turn.ts";
import { wordsOf, type Words } from "./words.ts";

export interface SoftwareBuffer {
  readonly label: string;
  readonly size: number;
  readonly usage: number;
  /** Empty where memory was missing, and when the buffer is destroyed. */
  words: Words;
  destroy(): void;
  mapAsync(): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}

export const softwareBuffer = (buffer: GPUBuffer): SoftwareBuffer =>
  buffer as unknown as SoftwareBuffer;

const NOTHING = wordsOf(new ArrayBuffer(0));

export function createBuffer(
  failures: Failures,
  isLost: () => boolean,
  { label = "", size, usage }: GPUBufferDescriptor,
): GPUBuffer {
  let words = NOTHING;
  try {
    words = wordsOf(new ArrayBuffer(Math.ceil(size / 4) * 4));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    failures.report(new SoftwareError("memory", `${label} of ${size} bytes: ${reason}`));
  }
  const buffer: SoftwareBuffer = {
    label,
    size,
    usage,
    words,
    destroy() {
      buffer.words = NOTHING;
    },
    async mapAsync() {
      await nextTurn();
      if (isLost()) throw new Error("the device is lost");
      if (buffer.words === NOTHING) throw new Error(`${label} has no memory`);
    },
    getMappedRange: () => buffer.words.floats.buffer,
    unmap: () => undefined,
  };
  return buffer as unknown as GPUBuffer;
}
