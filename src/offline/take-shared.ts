// The page's side of files that another program shares: it takes what the service worker kept (keep-shared.ts).

const CACHE = "shared";
const QUERY = "shared";
const NAME = "x-file-name";

/** Returns what was shared with the page that is being opened, and forgets it; nothing for a page that was opened otherwise. */
export async function takeShared(): Promise<File[]> {
  const { search, pathname, hash } = location;
  if (!new URLSearchParams(search).has(QUERY) || !("caches" in globalThis)) return [];
  // A reload opens what is open then, and not this once more.
  history.replaceState(history.state, "", pathname + hash);
  const cache = await caches.open(CACHE);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept === undefined) continue;
    const name = decodeURIComponent(kept.headers.get(NAME) ?? "video");
    const type = kept.headers.get("content-type") ?? "";
    files.push(new File([await kept.blob()], name, { type }));
  }
  await caches.delete(CACHE);
  return files;
}
