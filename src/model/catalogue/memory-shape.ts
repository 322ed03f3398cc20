// The numbers of a model's configuration from which its memory follows.

export interface DecoderShape {
  /** The layers that have keys and values. */
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  /** The width D of a token. */
  readonly width: number;
  /** The width of the gated MLP. */
  readonly hidden: number;
  /** The rows of the output head. */
  readonly vocabulary: number;
  /** The values of all states of layers without attention; default: 0. */
  readonly stateValues?: number;
}

export interface VisionShape {
  /** The most patches P of one step. */
  readonly patches: number;
  /** The side of a patch, in pixels. */
  readonly patchSize: number;
  readonly framesPerStep: 1 | 2;
  readonly width: number;
  readonly hidden: number;
  readonly heads: number;
}

export interface MemoryShape {
  readonly decoder: DecoderShape;
  readonly vision: VisionShape;
}

/** Returns the number of values in one token's keys and values. */
export const kvValues = ({ layers, kvHeads, headSize }: DecoderShape): number =>
  layers * 2 * kvHeads * headSize;
