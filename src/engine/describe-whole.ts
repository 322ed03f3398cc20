// What the page may know of a long video and its memory: plain data.

import { compactCount } from "../memory/compact.ts";
import type { ChunkRecord } from "../memory/chunk-record.ts";
import type { WholeVideo, MemoryUse, ReadChunk, ReadReport } from "./api.ts";
import type { OpenWhole } from "./open-whole.ts";

export function describeVideo({ id, source, seed, grid }: OpenWhole): WholeVideo {
  const { facts, timesSec, settings } = seed;
  const chunkCount = Math.ceil(timesSec.length / settings.chunkFrames);
  return { kind: "whole", id, name: source.name, facts, timesSec, chunkCount, grid, settings };
}

export function describeChunk({ index, timesSec, tokens, levels, scores }: ChunkRecord): ReadChunk {
  const perToken = new Uint8Array(tokens);
  for (const token of levels.detailed) perToken[token] = 1;
  for (const place of levels.compact) perToken[levels.detailed[place] ?? 0] = 2;
  const [detailed, compact] = [levels.detailed.length, levels.compact.length];
  return { index, timesSec, detailed, compact, levels: perToken, scores };
}

export function memoryUse({ gpuBytes, store, seed, entry }: OpenWhole): MemoryUse {
  const { host, disk } = store.bytes;
  let [detailed, compact, compactBytes] = [0, 0, 0];
  for (const record of seed.records) {
    detailed += record.levels.detailed.length;
    compact += compactCount(record, entry);
    compactBytes += record.ownCompact?.byteLength ?? 0;
  }
  return { gpuBytes, hostBytes: host + compactBytes, diskBytes: disk, detailed, compact };
}

export const isComplete = (memory: OpenWhole): boolean =>
  memory.seed.records.length === describeVideo(memory).chunkCount;

export const describeReading = (memory: OpenWhole): ReadReport => ({
  ...describeVideo(memory),
  chunks: memory.seed.records.map(describeChunk),
  isComplete: isComplete(memory),
  use: memoryUse(memory),
  reusedFrames: memory.reusedFrames,
  spans: memory.spans,
});
