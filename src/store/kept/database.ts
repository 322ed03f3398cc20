// The page's database in the browser: what each tab keeps of its session, and the files that were opened.

import type { DBSchema, IDBPDatabase } from "idb";
import type { RecentFile } from "../recent/types.ts";

export interface KeptSchema extends DBSchema {
  sessions: { key: string; value: { readonly id: string; readonly writtenMs: number } };
  /** By session and name. */
  records: { key: [string, string]; value: unknown };
  recent: {
    key: string;
    value: { readonly file: RecentFile; readonly handle: FileSystemFileHandle };
  };
}

export type KeptDatabase = IDBPDatabase<KeptSchema>;

async function openDatabase(): Promise<KeptDatabase> {
  const { openDB } = await import("idb");
  return openDB<KeptSchema>("framewise", 2, {
    upgrade: (made, version) => {
      if (version < 1) {
        made.createObjectStore("sessions", { keyPath: "id" });
        made.createObjectStore("records");
      }
      if (version < 2) made.createObjectStore("recent");
    },
    // Another tab has a newer page, which waits for this one to let go.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
}

/** Returns a function that opens the database when it is first called. */
export function lazyDatabase(): () => Promise<KeptDatabase> {
  let opened: Promise<KeptDatabase> | null = null;
  return () => (opened ??= openDatabase());
}
