// Tells whose entries the decoder's cache holds up to its mark, so that a second question costs only its own text.

export type CacheOwner =
  | { readonly kind: "none" }
  | FramesOwner
  /** The compact memory of a long video. */
  | { readonly kind: "memory"; readonly videoId: number }
  /** A long video as a question was given it; `chunks` tells which were in detail, `rows` how many rows that makes. */
  | {
      readonly kind: "recalled";
      readonly videoId: number;
      readonly chunks: string;
      readonly rows: number;
    };

/** A video's kept tokens and the text before and between them. */
export interface FramesOwner {
  readonly kind: "frames";
  readonly videoId: number;
  /** Which tokens were kept, and at which positions. */
  readonly tokens: string;
  /** The ids of the text. */
  readonly text: string;
  /** When they were read ahead, on the worker's clock, where no question has used them yet. */
  readonly ahead?: { readonly startMs: number; readonly endMs: number } | undefined;
}

/** The owner of what the cache holds now; whoever fills the cache sets it. */
export interface CachedPrefix {
  owner: CacheOwner;
  /**
   * The tokens of the text that the cache holds behind the video, frames or recalled chunks: question and answer of the turn
   * before. Empty where what is there is of no use to others.
   */
  said: readonly number[];
}

export const NO_OWNER: CacheOwner = { kind: "none" };

export const nothingCached = (): CachedPrefix => ({ owner: NO_OWNER, said: [] });

/** Whether the cache holds what `owner` would put there; an empty cache never does. */
export function isOwnedBy({ owner: held }: CachedPrefix, owner: CacheOwner): boolean {
  if (held.kind === "none" || owner.kind === "none" || held.kind !== owner.kind) return false;
  if (held.videoId !== owner.videoId) return false;
  if (held.kind === "recalled" && owner.kind === "recalled") return held.chunks === owner.chunks;
  if (held.kind !== "frames" || owner.kind !== "frames") return true;
  return held.tokens === owner.tokens && held.text === owner.text;
}

/** Returns how much of the text in the cache can be used for another; the last token is read in any case. */
export function reusable(
  said: readonly number[],
  wanted: readonly number[],
  canCut: boolean,
): number {
  const common = Math.min(commonLength(said, wanted), wanted.length - 1);
  return canCut || common === said.length ? common : 0;
}

/** Returns how many tokens two texts have in common before the first that differs. */
export function commonLength(a: readonly number[], b: readonly number[]): number {
  const end = a.findIndex((id, i) => id !== b[i]);
  return end < 0 ? a.length : end;
}
