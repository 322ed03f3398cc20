// Records and entries of a made-up memory: numbers from a seed.

import type { ChunkRecord } from "../../src/memory/chunk-record.ts";
import type { RecordShape } from "../../src/memory/store/record-layout.ts";
import { bytesPerEntry } from "../../src/cache/entry-shape.ts";
import { tokensAlone, type ChunkPiece } from "../../src/memory/chunk-pieces.ts";
import { detailedRows } from "../../src/memory/compact.ts";
import { evenLevels } from "../../src/memory/levels.ts";
import { seeded } from "./random.ts";

export const SHAPE: RecordShape = {
  entry: { layers: 2, heads: 2, size: 4, dtype: "float16" },
  width: 6,
  frameTokens: 9,
};

export interface MadeMemory {
  readonly records: readonly ChunkRecord[];
  readonly entries: readonly ArrayBuffer[];
}

/**
 * Makes chunks of three frames, the last of two. Every other chunk has scores; all have codes if wanted, and with `isPieced` a
 * text before each frame and a newline behind it, with `hasNewest` the keys of two tokens.
 */
export function makeMemory(
  chunks: number,
  seed = 1,
  hasCodes = false,
  isPieced = false,
  hasNewest = false,
): MadeMemory {
  const random = seeded(seed);
  const floats = (count: number) => Float32Array.from({ length: count }, () => random());
  const records = Array.from({ length: chunks }, (_, index): ChunkRecord => {
    const frames = index === chunks - 1 ? 2 : 3;
    const tokens = frames * SHAPE.frameTokens;
    const { layers, heads, size } = SHAPE.entry;
    const levels = evenLevels(tokens, { detailed: 1 / 2, compact: 1 / 4 });
    const coded = index === 0 ? levels.detailed : levels.compact;
    const words = Uint32Array.from({ length: 4 * coded.length }, (_, i) => i * 0x9e3779b1 + seed);
    return {
      index,
      timesSec: Array.from({ length: frames }, (_, t) => 3 * index + t + 0.1),
      tokens,
      pieces: isPieced ? timedPieces(frames) : tokensAlone(tokens),
      levels,
      ownCompact: null,
      scores: index % 2 === 0 ? floats(tokens) : null,
      codes: hasCodes ? { channels: Uint32Array.of(0, 2, 5), words } : null,
      frameKeys: floats(layers * frames * heads * size),
      frameBounds: floats(2 * layers * frames * heads * size),
      frameTokens: floats(frames * SHAPE.width),
      ...(hasNewest && {
        newest: { frames: Uint32Array.of(0, 1), keys: floats(layers * 2 * heads * size) },
      }),
      states: null,
      pictures: [new Blob([`picture ${index}`], { type: "image/webp" })],
    };
  });
  const entries = records.map((record) => {
    const bytes = new Uint8Array(detailedRows(record).length * bytesPerEntry(SHAPE.entry));
    for (const i of bytes.keys()) bytes[i] = Math.floor(random() * 256);
    return bytes.buffer;
  });
  return { records, entries };
}

const timedPieces = (frames: number): ChunkPiece[] =>
  Array.from({ length: frames }, (_, frame): ChunkPiece[] => {
    const from = frame * SHAPE.frameTokens;
    return [
      { kind: "text", frame, count: 2 + frame },
      { kind: "tokens", from, to: from + SHAPE.frameTokens },
      { kind: "newline", frame, count: 1 },
    ];
  }).flat();
