// How many values a transformer keeps alive at once, from the numbers of its config.

import type { MemoryShape } from "./entry.ts";

export interface DecoderShape {
  readonly layers: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly width: number;
  /** Of the gated MLP. */
  readonly hidden: number;
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
    width: decoder.width,
    prefillValues: 3 * decoder.hidden + 4 * decoder.width,
    visionValues:
      vision.patches * (2 * vision.hidden + 4 * vision.width) + vision.heads * vision.patches ** 2,
  };
}
