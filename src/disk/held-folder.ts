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
  const name = crypto.randomUUID();
  const { promise: end, resolve: release } = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<undefined>();
  navigator.locks
    .request(lockOf(name), { ifAvailable: true }, (lock) => {
      invariant(lock !== null, `the folder ${name} is held by somebody else`);
      held.resolve(undefined);
      return end;
    })
    .catch(held.reject);
  await held.promise;
  return { name, release: () => release(undefined) };
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
