// The files that were opened from this computer: the browser keeps a handle of each, by which it can be opened again, and never
// the bytes.

import type { KeptDatabase } from "../kept/database.ts";
import type { RecentFile, RecentFiles } from "./types.ts";

const MOST_FILES = 8;

/** Chrome's own methods of a handle; TypeScript does not list them. */
interface AskableHandle extends FileSystemFileHandle {
  queryPermission(options: { mode: "read" }): Promise<PermissionState>;
  requestPermission(options: { mode: "read" }): Promise<PermissionState>;
}

const latestFirst = (one: RecentFile, other: RecentFile): number => other.openedMs - one.openedMs;

export function createRecentFiles(database: () => Promise<KeptDatabase>): RecentFiles {
  return {
    list: async () => {
      try {
        const kept = await (await database()).getAll("recent");
        return kept.map(({ file }) => file).sort(latestFirst);
      } catch {
        // Private windows and blocked storage keep nothing.
        return [];
      }
    },
    remember: async (handle, file) => {
      const all = await (await database()).getAll("recent");
      const same = await Promise.all(all.map((one) => one.handle.isSameEntry(handle)));
      const others = all.map(({ file }) => file).filter((_, i) => same[i] !== true);
      const old = others.sort(latestFirst).slice(MOST_FILES - 1);
      const dropped = [...all.flatMap((one, i) => (same[i] === true ? [one.file] : [])), ...old];
      const { name, size: bytes, lastModified: modifiedMs } = file;
      const id = crypto.randomUUID();
      const work = (await database()).transaction("recent", "readwrite");
      await Promise.all([
        ...dropped.map((one) => work.store.delete(one.id)),
        work.store.put({ file: { id, name, bytes, modifiedMs, openedMs: Date.now() }, handle }, id),
        work.done,
      ]);
    },
    find: async (id, mayAsk) => {
      const kept = await (await database()).get("recent", id);
      if (kept === undefined) return { kind: "gone" };
      const handle = kept.handle as AskableHandle;
      const before = await handle.queryPermission({ mode: "read" });
      const now =
        before === "prompt" && mayAsk ? await handle.requestPermission({ mode: "read" }) : before;
      if (now !== "granted") return { kind: "refused" };
      try {
        return { kind: "found", file: await handle.getFile(), handle };
      } catch {
        return { kind: "gone" };
      }
    },
    forget: async (id) => (await database()).delete("recent", id),
  };
}
