// A disk for records in memory. What is written is cloned, as IndexedDB does, so that what cannot be kept fails here too.

import type { KeptDisk } from "../../src/store/kept/disk.ts";

export interface FakeKept extends KeptDisk {
  /** The records by session and name, such as "one/turns". */
  readonly records: Map<string, unknown>;
}

/** `records` are those of an earlier page, for a reload; the session's name is always "one". */
export function createFakeKept(records = new Map<string, unknown>()): FakeKept {
  const keyOf = (session: string, name: string) => `${session}/${name}`;
  return {
    records,
    claim: () => Promise.resolve("one"),
    read: (session, name) => Promise.resolve(structuredClone(records.get(keyOf(session, name)))),
    write: async (session, name, value) => {
      records.set(keyOf(session, name), structuredClone(value));
    },
    remove: async (session, name) => {
      records.delete(keyOf(session, name));
    },
    readShared: (name) => Promise.resolve(structuredClone(records.get(keyOf("", name)))),
    writeShared: async (name, value) => {
      records.set(keyOf("", name), structuredClone(value));
    },
    removeShared: async (name) => {
      records.delete(keyOf("", name));
    },
    listShared: async (prefix) =>
      structuredClone(
        [...records].flatMap(([key, value]) => (key.startsWith(keyOf("", prefix)) ? [value] : [])),
      ),
    removeAllShared: async (prefix) => {
      for (const key of records.keys()) if (key.startsWith(keyOf("", prefix))) records.delete(key);
    },
  };
}
