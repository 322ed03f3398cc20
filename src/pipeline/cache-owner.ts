// Whose entries the decoder's cache holds behind its mark, so that a second question costs only its own text.

export type CacheOwner =
  | { readonly kind: "none" }
  /** A video's kept tokens and the text before them; `tokens` says which were kept, and where they stand. */
  | { readonly kind: "frames"; readonly videoId: number; readonly tokens: string }
  /** The compact memory of a long video. */
  | { readonly kind: "memory"; readonly videoId: number };

/** What the cache holds now; whoever fills the cache says so here. */
export interface CachedPrefix {
  owner: CacheOwner;
}

export const NO_OWNER: CacheOwner = { kind: "none" };

export const nothingCached = (): CachedPrefix => ({ owner: NO_OWNER });

/** Whether the cache holds what `owner` would put there. Nothing is never what somebody wants. */
export function isOwnedBy({ owner: held }: CachedPrefix, owner: CacheOwner): boolean {
  if (held.kind === "none" || owner.kind === "none" || held.kind !== owner.kind) return false;
  if (held.videoId !== owner.videoId) return false;
  return held.kind === "memory" || (owner.kind === "frames" && held.tokens === owner.tokens);
}
