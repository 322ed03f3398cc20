// What the references of methods that merge tokens read and give.

export interface Clip {
  readonly data: ArrayLike<number>;
  readonly frames: number;
  readonly tokens: number;
  readonly columns: number;
  readonly width: number;
}

export interface MergeReference {
  /** The token that stands for each; −1 where none does. */
  readonly members: number[];
  /** The score of each token. */
  readonly likeness: number[];
  /** The tokens that stand, ascending, and the row of each. */
  readonly kept: number[];
  readonly rows: Float64Array[];
}
