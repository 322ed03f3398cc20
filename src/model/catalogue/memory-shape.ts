// The numbers of a model's config that its memory follows from.

export interface DecoderShape {
  /** With keys and values. */
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  /** D, of a token. */
  readonly width: number;
  /** Of the gated MLP. */
  readonly hidden: number;
  /** Rows of the output head. */
  readonly vocabulary: number;
  /** Values of all states of layers without attention; default: there are none. */
  readonly stateValues?: number;
}

export interface VisionShape {
  /** Patches P of one step, at most. */
  readonly patches: number;
  /** Side of a patch, pixels. */
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

/** Values of the keys and values of one token. */
export const kvValues = ({ layers, kvHeads, headSize }: DecoderShape): number =>
  layers * 2 * kvHeads * headSize;
