// Cover of a video read chunk by chunk, beside its f64 twin, and what must hold of any order it gives.

import { describe, expect, it } from "vitest";
import { coverRounds } from "../../src/compression/cover.ts";
import type { CoveredChunk } from "../../src/compression/cover-chunk.ts";
import { createCompressor } from "../../src/compression/plan.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import type { AngleCodes } from "../../src/kernels/angle-codes.ts";
import { keptCodes, pickCodes } from "../../src/memory/kept-codes.ts";
import { bestPlaces } from "../../src/memory/levels.ts";
import { coverReference } from "../reference/cover.ts";
import { lowVarianceReference } from "../reference/vidcom2.ts";
import { bitsOfWords } from "../support/angle-bits.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, realTensor } from "../support/real.ts";

const gpu = useGpu();

type Dims = readonly [frames: number, tokens: number, width: number];

/** The same background in every chunk, in each frame some tokens of its own, and noise. */
function chunkOf([frames, tokens, width]: Dims, seed: number): Float32Array<ArrayBuffer> {
  const background = seededNormals(tokens * width, 5);
  const noise = seededNormals(frames * tokens * width, seed + 1);
  const own = seededNormals(frames * tokens * width, seed + 2);
  return noise.map((value, i) => {
    const row = Math.floor(i / width);
    const isOwn = (row * 2654435761 + seed) % 11 === 0;
    return 0.1 * value + (isOwn ? own[i]! : background[i % (tokens * width)]!);
  });
}

async function cover(
  data: Float32Array<ArrayBuffer>,
  dims: Dims,
  earlier: AngleCodes | null,
): Promise<CoveredChunk> {
  const before = gpu().ledger.liveBuffers;
  const tokens = realTensor(gpu(), data, dims, "test/tokens");
  const compressor = createCompressor(gpu());
  try {
    return await compressor.coverChunk(tokens, earlier);
  } finally {
    compressor.destroy();
    tokens.destroy();
    expect(gpu().ledger.liveBuffers).toBe(before);
  }
}

/** What a memory keeps of a chunk: of the first half, of a later one a sixteenth. */
const kept = ({ novelty, codes }: CoveredChunk, share: number): AngleCodes => {
  const places = bestPlaces(novelty, Math.max(1, Math.round(share * novelty.length)));
  return pickCodes(codes, Uint32Array.from(places).sort());
};

const DIMS: Dims = [8, 36, 32];

inEachReal("Cover", () => {
  describe.each<Dims>([
    [1, 1, 1],
    [1, 9, 8],
    [5, 1, 12],
    [7, 13, 10],
    [8, 36, 128],
    [20, 64, 40],
    [6, 12, 300],
  ])("chunks of %i×%i×%i", (...dims) => {
    const [frames, tokens, width] = dims;

    it("are put in order as by the twin, each behind what those before keep", async () => {
      let earlier: AngleCodes | null = null;
      for (const chunk of [0, 1, 2]) {
        const data = asReals(chunkOf(dims, 10 * chunk));
        const features = { data, frames, tokens, width };
        const got = await cover(data, dims, earlier);
        const rule = {
          ...coverRounds(frames * tokens, earlier === null ? 1 : 0),
          ends: 0,
          time: 0.2,
        };
        const want = coverReference(
          features,
          rule,
          earlier && { channels: [...earlier.channels], bits: bitsOfWords(earlier.words) },
        );
        expect(differs(got.novelty, want.novelty, { abs: 2e-5, rel: 0 })).toBeNull();
        const channels = earlier?.channels ?? Uint32Array.from(lowVarianceReference(features));
        expect(got.codes.channels).toEqual(channels);
        const records: { codes: AngleCodes }[] = earlier === null ? [] : [{ codes: earlier }];
        earlier = keptCodes([...records, { codes: kept(got, earlier === null ? 1 / 2 : 1 / 16) }]);
      }
    });
  });
});

describe("Cover chunk by chunk", () => {
  it("gives a first chunk the scores that Cover gives it as a video, with no weight of the ends", async () => {
    const data = chunkOf(DIMS, 0);
    const { novelty } = await cover(data, DIMS, null);
    const tokens = tensorFrom(gpu(), data, DIMS, "test/tokens");
    const compressor = createCompressor(gpu());
    const plan = await compressor.plan(tokens, { method: "cover", retention: 1, ends: 0 });
    expect([...novelty]).toEqual([...plan.tokenScores]);
    plan.destroy();
    compressor.destroy();
    tokens.destroy();
  });

  it("finds nothing new in a chunk of which all is kept, and little where half is", async () => {
    const data = chunkOf(DIMS, 0);
    const first = await cover(data, DIMS, null);
    const again = await cover(data, DIMS, kept(first, 1));
    expect(new Set(again.novelty)).toEqual(new Set([0]));
    const half = await cover(data, DIMS, kept(first, 1 / 2));
    // What is kept is not new, and what was left out is no newer than it was then.
    for (const token of bestPlaces(first.novelty, first.novelty.length / 2)) {
      expect(half.novelty[token]).toBe(0);
    }
    const left = Math.max(...half.novelty);
    expect(left).toBeLessThanOrEqual(Math.min(...bestOf(first, 1 / 8)));
  });

  it("takes what no earlier chunk had before all that one had", async () => {
    const [frames, tokens, width] = DIMS;
    const first = await cover(chunkOf(DIMS, 0), DIMS, null);
    const data = chunkOf(DIMS, 0);
    const thing = seededNormals(width, 99);
    const places = [3 * tokens + 7, 5 * tokens + 20];
    for (const token of places) data.set(thing, token * width);
    const { novelty } = await cover(data, DIMS, kept(first, 1 / 2));
    const [best] = bestPlaces(novelty, 1);
    expect(places).toContain(best);
    // Its second token is like its first, so it is not taken at once.
    const second = places.find((token) => token !== best)!;
    expect(novelty[second]).toBeLessThan(0.5 * novelty[best!]!);
    expect(novelty).toHaveLength(frames * tokens);
  });

  it("takes nothing for newer because earlier chunks kept more", async () => {
    const chunks = [0, 10, 20].map((seed) => chunkOf(DIMS, seed));
    const data = chunkOf(DIMS, 30);
    const newest: number[] = [];
    let earlier: AngleCodes | null = null;
    for (const chunk of chunks) {
      const got = await cover(chunk, DIMS, earlier);
      const now: AngleCodes = kept(got, 1 / 4);
      earlier = keptCodes([...(earlier === null ? [] : [{ codes: earlier }]), { codes: now }]);
      const { novelty } = await cover(data, DIMS, earlier);
      newest.push(Math.max(...novelty));
    }
    // The channels are the first chunk's all three times, so codes and weights are the same.
    expect(newest[1]).toBeLessThanOrEqual(newest[0]!);
    expect(newest[2]).toBeLessThanOrEqual(newest[1]!);
  });

  it.each<readonly [string, Dims, (count: number) => Float32Array<ArrayBuffer>]>([
    ["one token", [1, 1, 4], (count) => seededNormals(count, 1)],
    ["one frame", [1, 16, 8], (count) => seededNormals(count, 2)],
    ["one token a frame", [6, 1, 8], (count) => seededNormals(count, 3)],
    ["tokens that are all equal", [4, 9, 8], (count) => new Float32Array(count).fill(0.5)],
    ["tokens of zeros", [4, 9, 8], (count) => new Float32Array(count)],
  ])("gives %s finite scores, also behind themselves", async (_, dims, dataOf) => {
    const data = dataOf(dims.reduce((product, dim) => product * dim, 1));
    const first = await cover(data, dims, null);
    expect(first.novelty.every(Number.isFinite)).toBe(true);
    const again = await cover(data, dims, kept(first, 1));
    expect(again.novelty.every((one) => one === 0)).toBe(true);
  });

  it("says which token of features that are not finite it stumbled on", async () => {
    const first = await cover(chunkOf(DIMS, 0), DIMS, null);
    const data = chunkOf(DIMS, 1);
    data[100 * DIMS[2]] = NaN;
    for (const earlier of [null, kept(first, 1 / 2)]) {
      const covering = cover(data, DIMS, earlier);
      await expect(covering).rejects.toMatchObject({ code: "features-not-finite" });
    }
  });
});

/** The novelty of the best tokens. */
const bestOf = ({ novelty }: CoveredChunk, share: number): number[] =>
  bestPlaces(novelty, Math.ceil(share * novelty.length)).map((token) => novelty[token]!);
