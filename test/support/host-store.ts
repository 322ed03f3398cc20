// Detailed entries in this process's memory, without a limit.

import { must } from "../../src/base/assert.ts";
import type { EntryStore } from "../../src/memory/chunk-record.ts";

export function createHostStore(): EntryStore {
  const held = new Map<number, ArrayBuffer>();
  return {
    async put(chunk, entries) {
      held.set(chunk, entries);
    },
    async get(chunk) {
      return must(held.get(chunk), `entries of chunk ${chunk}`);
    },
    get bytes() {
      const host = [...held.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
      return { host, disk: 0 };
    },
    async drop(chunk) {
      held.delete(chunk);
    },
    async destroy() {
      held.clear();
    },
  };
}
