// How many values a transformer keeps alive at once, from the numbers of its config.

import type { MemoryShape } from "./entry.ts";

export interface DecoderShape {
  readonly layers: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly width: number;
  /** Of the gated MLP. */
  readonly hidden: number;
  /** Values of all states of layers without attention; default: there are none. */
  readonly stateValues?: number;
}

export interface VisionShape {
  /** Patches P of one frame. */
  readonly patches: number;
  readonly width: number;
  readonly hidden: number;
  readonly heads: number;
}

export function memoryShape(decoder: DecoderShape, vision: VisionShape): MemoryShape {
  return {
    kvValuesPerToken: decoder.layers * 2 * decoder.kvHeads * decoder.headSize,
    stateValues: decoder.stateValues ?? 0,
    width: decoder.width,
    prefillValues: 3 * decoder.hidden + 4 * decoder.width,
    visionValues:
      vision.patches * (2 * vision.hidden + 4 * vision.width) + vision.heads * vision.patches ** 2,
  };
}
