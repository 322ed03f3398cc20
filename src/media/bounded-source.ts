// A file for the demuxer, which takes it away from a demuxer that goes in circles. mediabunny 1.61 does so in damaged MKV
// files, for example where an element's id is whole and its length is not: `readSegment` and `resync` then send each
// other to the same place for ever, without a turn for anything else in the worker. This can go when it always ends.

import { BlobSource } from "mediabunny";

/** Thrown by every read of a file whose demuxer goes in circles. */
export class EndlessError extends Error {}

/**
 * The most reads in one turn of the event loop. What is not in mediabunny's cache of 8 MiB takes another turn, and in
 * the cache there are far fewer packets.
 */
const MOST_READS = 2 ** 20;

type Read = (...args: readonly unknown[]) => unknown;
/** Not in the types, since it is mediabunny's own; its public hook is called for bytes only that are not in the cache. */
const READ = "_read";

/** Makes the source of a file. Its reads throw an `EndlessError` once there were too many in one turn. */
export function boundedSource(file: Blob): BlobSource {
  const source = new BlobSource(file);
  const hooks = source as unknown as Record<typeof READ, Read>;
  const read = hooks[READ].bind(source);
  let reads = 0;
  hooks[READ] = (...args) => {
    if (reads === 0) setTimeout(() => (reads = 0));
    if (++reads > MOST_READS) throw new EndlessError("The demuxer goes in circles.");
    return read(...args);
  };
  return source;
}
