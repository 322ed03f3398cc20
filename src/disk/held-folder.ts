// Tells folders in use from abandoned ones: a holder keeps a Web Lock on its folder, and the browser releases the lock
// when the tab closes or the worker ends.

import { invariant } from "../base/assert.ts";
import type { DiskFolders } from "./disk-folders.ts";

const lockOf = (folder: string): string => `framewise-memory:${folder}`;

export interface HeldFolder {
  readonly name: string;
  readonly release: () => void;
}

/** Makes up a name that is in use nowhere and holds it until `release()`. */
export async function holdFolder(): Promise<HeldFolder> {
  const held = await tryToHold(crypto.randomUUID());
  invariant(held !== null, "a new folder is held by somebody else");
  return held;
}

/** The worker of a page that was reloaded may hold a folder a moment longer. */
const RELOAD_WAIT_MS = 1_000;

/** Holds a folder until `release()`; null when somebody else holds it. */
export function tryToHold(name: string): Promise<HeldFolder | null> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), RELOAD_WAIT_MS);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(lockOf(name), { signal: patience.signal }, () => {
        clearTimeout(timer);
        return new Promise<void>((release) => resolve({ name, release }));
      })
      .catch((thrown: unknown) => (patience.signal.aborted ? resolve(null) : reject(thrown)))
      .finally(() => clearTimeout(timer));
  });
}

/** Removes the folders for which `isWaste` is true and that nobody holds. */
export async function sweepFolders(
  folders: DiskFolders,
  isWaste: (folder: string) => Promise<boolean>,
): Promise<void> {
  for (const name of await folders.names()) {
    await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
      if (lock !== null && (await isWaste(name))) await folders.remove(name);
    });
  }
}
