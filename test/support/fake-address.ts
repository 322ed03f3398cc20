// A browser's history in Node: entries that can be pushed, replaced and gone through.

import type { AddressEntry, PageAddress } from "../../src/store/address/page-address.ts";

export interface FakeAddress extends PageAddress {
  /** Returns the hashes of all entries, the oldest first. */
  readonly hashes: () => string[];
  /** Follows a link, as if it were typed. */
  readonly type: (hash: string) => void;
}

export function createFakeAddress(hash = ""): FakeAddress {
  let entries: AddressEntry[] = [{ hash, mark: null }];
  let at = 0;
  const followers = new Set<() => void>();
  const tell = () => followers.forEach((follow) => follow());
  const push = (entry: AddressEntry) => {
    entries = [...entries.slice(0, at + 1), entry];
    at += 1;
  };
  return {
    read: () => entries[at]!,
    write: (entry, how) => {
      if (how === "push") push(entry);
      else entries[at] = entry;
    },
    watch: (follow) => {
      followers.add(follow);
      return () => followers.delete(follow);
    },
    hashes: () => entries.map(({ hash }) => hash),
    go: (by) => {
      at += by;
      tell();
    },
    type: (to) => {
      push({ hash: to, mark: null });
      tell();
    },
  };
}
