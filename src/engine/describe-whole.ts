// Describes a video that is read whole, and its memory, to the page as plain data.

import { isLive } from "../media/live/live-facts.ts";
import type { ChunkRecord } from "../memory/chunk-record.ts";
import { compactCount, detailedRows, sparseRows } from "../memory/compact.ts";
import type { MemoryUse, ReadChunk, ReadReport, WholeVideo } from "./api.ts";
import type { HeldWhole } from "./held-whole.ts";

export function describeVideo({ id, reading, kept }: HeldWhole): WholeVideo {
  const { source, facts, settings, grid, framesPerStep } = reading;
  const isHappening = isLive(facts);
  // Of a live source the times are those of the steps that were read.
  const timesSec = isHappening
    ? reading.timesSec
    : reading.timesSec.filter((_, i) => i % framesPerStep === 0);
  const chunkTimes = settings.chunkFrames / framesPerStep;
  return {
    kind: "whole",
    id,
    name: source.name,
    facts,
    timesSec,
    // How many chunks a live source makes is known when they are there.
    chunkCount: isHappening
      ? reading.memory.records.length
      : Math.ceil(timesSec.length / chunkTimes),
    chunkTimes,
    grid,
    settings,
    isLive: isHappening,
    keptId: kept?.growing.id ?? null,
  };
}

export function describeChunk(record: ChunkRecord): ReadChunk {
  const { index, timesSec, tokens, levels, scores } = record;
  const perToken = new Uint8Array(tokens);
  for (const token of levels.detailed) perToken[token] = 1;
  for (const place of levels.compact) perToken[levels.detailed[place] ?? 0] = 2;
  const [detailed, compact] = [detailedRows(record).length, sparseRows(record).length];
  return { index, timesSec, detailed, compact, levels: perToken, scores };
}

export function memoryUse({ reading, store }: HeldWhole): MemoryUse {
  const { gpuBytes, records, shape } = reading.memory;
  const { host, disk } = store.bytes;
  let [detailed, compact, compactBytes] = [0, 0, 0];
  for (const record of records) {
    detailed += detailedRows(record).length;
    compact += compactCount(record, shape);
    compactBytes += record.ownCompact?.byteLength ?? 0;
  }
  return { gpuBytes, hostBytes: host + compactBytes, diskBytes: disk, detailed, compact };
}

export const isReadToEnd = (video: HeldWhole): boolean =>
  video.reading.memory.records.length === describeVideo(video).chunkCount;

export const describeReading = (video: HeldWhole): ReadReport => ({
  ...describeVideo(video),
  chunks: video.reading.memory.records.map(describeChunk),
  isComplete: isReadToEnd(video),
  use: memoryUse(video),
  reusedFrames: video.reading.reusedFrames,
  spans: video.reading.spans,
});
