// The numbers of a model's configuration from which its memory follows.

/** The sizes of a decoder. */
export interface DecoderShape {
  /** The number of layers with keys and values. */
  readonly layers: number;
  /** The number of heads of queries. */
  readonly heads: number;
  /** The number of heads of keys and values. */
  readonly kvHeads: number;
  /** The width of a head. */
  readonly headSize: number;
  /** The width of a token, D. */
  readonly width: number;
  /** The width of the gated MLP. */
  readonly hidden: number;
  /** The number of tokens, which are rows of the output head. */
  readonly vocabulary: number;
  /** The number of values of all states of layers without attention. Default 0. */
  readonly stateValues?: number;
}

/** The sizes of a vision encoder. */
export interface VisionShape {
  /** The most patches of one step, P. */
  readonly patches: number;
  /** The side of a patch, pixels. */
  readonly patchSize: number;
  /** The number of frames that make one step. */
  readonly framesPerStep: 1 | 2;
  /** The width of a patch's row. */
  readonly width: number;
  /** The width of the MLP. */
  readonly hidden: number;
  /** The number of heads. */
  readonly heads: number;
  /** The number of layers that hold keys and values of patches that have not changed; 0 where the encoder stays whole. */
  readonly layers: number;
}

/** The sizes from which the memory of a model's runs follows. */
export interface MemoryShape {
  /** Those of the decoder. */
  readonly decoder: DecoderShape;
  /** Those of the vision encoder. */
  readonly vision: VisionShape;
}

/** Returns the number of values in one token's keys and values. */
export const kvValues = ({ layers, kvHeads, headSize }: DecoderShape): number =>
  layers * 2 * kvHeads * headSize;
