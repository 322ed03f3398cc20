// What the memory of a run follows from beside a model's sizes: how its graphs are when they run, rewritten at load or left.

export interface GraphForms {
  /** The vision encoder's attention is one operator a layer, which never holds its scores as a whole. */
  readonly hasFusedVision: boolean;
  /** So is the decoder's, and its cache is written in place. */
  readonly hasFusedDecoder: boolean;
  /** The decoder gives logits of every row, for want of `num_logits_to_keep`. */
  readonly hasAllLogits: boolean;
  /** Of one value of the KV cache. */
  readonly cacheBytes: 2 | 4;
}
