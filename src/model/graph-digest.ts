// Identifies a model beyond its name: a memory holds what one decoder made, and means nothing to another.

import { sha256Hex } from "../base/sha256.ts";
import type { ExternalData } from "./graph.ts";

/** Weights beside the graph can be gigabytes, so only this many pieces of each file are hashed. */
const SAMPLES = 16;
const SAMPLE_BYTES = 4096;

/** Returns the SHA-256, in hex, of a graph, the sizes of the files beside it, and pieces of them at even distances. */
export async function graphDigest(
  bytes: Uint8Array<ArrayBuffer>,
  externalData: readonly ExternalData[],
): Promise<string> {
  const digests = [await sha256Hex(bytes)];
  for (const { data } of externalData) {
    const pieces = Array.from({ length: SAMPLES }, (_, i) => {
      const start = Math.floor((i * Math.max(0, data.size - SAMPLE_BYTES)) / (SAMPLES - 1));
      return data.slice(start, start + SAMPLE_BYTES);
    });
    const sampled = await new Blob(pieces).arrayBuffer();
    digests.push(`${data.size}`, await sha256Hex(sampled));
  }
  return digestOfAll(digests);
}

/** Returns the digest of several digests, in their order. */
export const digestOfAll = (digests: readonly string[]): Promise<string> =>
  sha256Hex(new TextEncoder().encode(digests.join(" ")));
