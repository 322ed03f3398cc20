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
export async function tryToHold(name: string): Promise<HeldFolder | null> {
  const { promise: end, resolve: release } = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<boolean>();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), RELOAD_WAIT_MS);
  navigator.locks
    .request(lockOf(name), { signal: patience.signal }, () => {
      held.resolve(true);
      return end;
    })
    .catch((thrown: unknown) =>
      patience.signal.aborted ? held.resolve(false) : held.reject(thrown),
    )
    .finally(() => clearTimeout(timer));
  const isHeld = await held.promise;
  clearTimeout(timer);
  return isHeld ? { name, release: () => release(undefined) } : null;
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
