// The files of earlier visits, in memory.

import type { RecentFile, RecentFiles } from "../../src/store/recent/types.ts";

export interface FakeRecent extends RecentFiles {
  /** What the browser says of each file by its name; "granted" where nothing is. */
  readonly permissions: Map<string, "granted" | "prompt" | "denied" | "gone">;
}

/** `files` were opened in an earlier visit, the first one last. */
export function createFakeRecent(files: readonly File[] = []): FakeRecent {
  const infoOf = (file: File, openedMs: number): RecentFile => ({
    id: `recent-${file.name}`,
    name: file.name,
    bytes: file.size,
    modifiedMs: file.lastModified,
    openedMs,
  });
  const handleOf = (file: File) =>
    ({ kind: "file", name: file.name }) as unknown as FileSystemFileHandle;
  const kept = new Map(
    files.map((file, i) => {
      const info = infoOf(file, Date.UTC(2026, 0, 28 - i));
      return [info.id, { info, file, handle: handleOf(file) }];
    }),
  );
  const permissions: FakeRecent["permissions"] = new Map();
  return {
    permissions,
    list: () =>
      Promise.resolve(
        [...kept.values()].map(({ info }) => info).sort((a, b) => b.openedMs - a.openedMs),
      ),
    remember: async (handle, file) => {
      const info = infoOf(file, Date.UTC(2026, 1, kept.size + 1));
      kept.set(info.id, { info, file, handle });
    },
    find: async (id, mayAsk) => {
      const found = kept.get(id);
      const permission = permissions.get(found?.info.name ?? "") ?? "granted";
      if (found === undefined || permission === "gone") return { kind: "gone" };
      if (permission === "denied" || (permission === "prompt" && !mayAsk))
        return { kind: "refused" };
      return { kind: "found", file: found.file, handle: found.handle };
    },
    forget: async (id) => {
      kept.delete(id);
    },
  };
}
