// Tells whose entries the decoder's cache holds up to its mark, so that a second question costs only its own text.

export type CacheOwner =
  | { readonly kind: "none" }
  /** A video's kept tokens and the text before them; `tokens` tells which were kept, and at which positions. */
  | { readonly kind: "frames"; readonly videoId: number; readonly tokens: string }
  /** The compact memory of a long video. */
  | { readonly kind: "memory"; readonly videoId: number };

/** The owner of what the cache holds now; whoever fills the cache sets it. */
export interface CachedPrefix {
  owner: CacheOwner;
}

export const NO_OWNER: CacheOwner = { kind: "none" };

export const nothingCached = (): CachedPrefix => ({ owner: NO_OWNER });

/** Whether the cache holds what `owner` would put there; an empty cache never does. */
export function isOwnedBy({ owner: held }: CachedPrefix, owner: CacheOwner): boolean {
  if (held.kind === "none" || owner.kind === "none" || held.kind !== owner.kind) return false;
  if (held.videoId !== owner.videoId) return false;
  return held.kind === "memory" || (owner.kind === "frames" && held.tokens === owner.tokens);
}
