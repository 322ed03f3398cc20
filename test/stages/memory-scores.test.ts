// What the redundancy scorer ranks, against the same in f64, from the chunk as it stands in the decoder's cache.

import { describe, expect, it } from "vitest";
import { bestLevels } from "../../src/memory/levels.ts";
import { alternatingRanks, meanRanks } from "../../src/memory/ranks.ts";
import { recentOf } from "../../src/memory/score-redundancy.ts";
import { temporalRedundancyReference } from "../reference/temporal-redundancy.ts";
import { valueNormsReference } from "../reference/value-norms.ts";
import { useGpu } from "../support/gpu.ts";
import {
  COUNT,
  FRAMES,
  PER_FRAME,
  SIZE,
  useMemoryBench,
  type HeadEntries,
} from "../support/memory-bench.ts";

const gpu = useGpu();
const bench = useMemoryBench(gpu);
const SHARES = { detailed: 1 / 2, compact: 1 / 6 };

const redundancyOf = ({ keys }: HeadEntries): Float32Array => {
  const centre = keys[0]!.map((_, c) => keys.reduce((sum, key) => sum + key[c]! / COUNT, 0));
  const recent = Array.from({ length: FRAMES }, (_, t) => t).slice(-recentOf(FRAMES));
  return temporalRedundancyReference(
    {
      keys: Float32Array.from(keys.flat()),
      centre: Float32Array.from(centre),
      frames: FRAMES,
      places: PER_FRAME,
      heads: 1,
      headSize: SIZE,
    },
    () => recent,
  );
};

const normsOf = ({ values }: HeadEntries): Float32Array =>
  valueNormsReference(
    Float32Array.from(values.flat()),
    { heads: 1, headSize: SIZE },
    values.map((_, k) => k),
  );

describe("the redundancy scorer", () => {
  it("ranks tokens by keys that do not recur and by long values, half each", async () => {
    const { cachedChunk, chunk, open } = bench();
    const memory = await open(SHARES);
    for (const index of [0, 1]) {
      let want: Float32Array | undefined;
      const record = await memory.read(chunk(index), async ({ redundancy }) => {
        const heads = await cachedChunk();
        const ranks = [heads.map(redundancyOf), heads.map(normsOf)].map((each) => meanRanks(each));
        want = alternatingRanks(ranks[0]!, ranks[1]!);
        return redundancy();
      });
      expect(record.scores).toEqual(want);
      expect(record.levels).toEqual(bestLevels(want!, SHARES));
    }
    memory.detach();
  });

  it("leaves the cache and the GPU as they were", async () => {
    const { chunk, decoder, open, scores } = bench();
    const memory = await open(SHARES);
    await memory.read(chunk(0), scores(0));
    const live: number[] = [];
    const lengths: number[] = [];
    await memory.read(chunk(1), async ({ redundancy }) => {
      live.push(gpu().ledger.liveBuffers);
      lengths.push(decoder.cache.length);
      const ranks = await redundancy();
      live.push(gpu().ledger.liveBuffers);
      lengths.push(decoder.cache.length);
      return ranks;
    });
    expect(live[1]).toBe(live[0]);
    expect(lengths[1]).toBe(lengths[0]);
    memory.detach();
  });
});
