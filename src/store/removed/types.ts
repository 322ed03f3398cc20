// What the reader has deleted of this disk, and can still have back.

export interface Removal {
  readonly kind: "memory" | "model";
  /** The memory's id, or the model's repository. */
  readonly id: string;
  /** Its name for readers. */
  readonly name: string;
  readonly bytes: number;
  /** When its files go, milliseconds since 1970. */
  readonly untilMs: number;
}

export interface RemovedActions {
  /** Takes a deletion back whose files are still there. */
  readonly takeBack: (removal: Removal) => Promise<void>;
}
