import { describe, expect, it } from "vitest";
import { createStopwatch } from "../../src/base/span.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import type { Tower } from "../../src/model/tower.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import { createFrameEncoder } from "../../src/vision/frame-encoder.ts";
import type { Family } from "../../tools/replica/options.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { GRAPHS_ON_CPU } from "../support/model.ts";
import { replicaBlobs } from "../support/replica.ts";
import { EXACT, FAMILY_FEATURES } from "../tolerance.ts";

const gpu = useGpu();
const [WIDTH, HEIGHT] = [60, 48];

type Picture = Uint8Array<ArrayBuffer>;

const flat = (level: number): Picture => new Uint8Array(WIDTH * HEIGHT * 3).fill(level);
const noise = (seed: number): Picture => seededPicture("noise", WIDTH, HEIGHT, seed);
const [A, B, C] = [noise(1), noise(2), noise(3)];

/** A copy with one byte more in a part of it. */
const nearly = (picture: Picture): Picture =>
  picture.map((byte, i) => (i < 900 ? Math.min(255, byte + 1) : byte));

async function* arriving(pictures: readonly Picture[]) {
  for (const rgb of pictures) {
    const init = { format: "RGBA", codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0 } as const;
    yield {
      frame: new VideoFrame(withAlpha(rgb), init),
      rotation: 0 as const,
      isMirrored: false,
    };
  }
}

const models = new Map<Family, Promise<LoadedModel>>();

function model(family: Family): Promise<LoadedModel> {
  const files = replicaBlobs({ family, dtype: "fp32", seed: 3 });
  const loading =
    models.get(family) ?? loadModel(gpu(), { kind: "files", id: family, files }, GRAPHS_ON_CPU);
  models.set(family, loading);
  return loading;
}

interface Reading {
  /** Of each call of `encode`: its tokens, a row a step. */
  readonly calls: readonly (readonly Float32Array[])[];
  /** Of each run of the vision encoder, in its own unit: frames, or patches. */
  readonly ran: readonly number[];
  readonly reused: number;
}

/** `chunks`: the pictures of each call of `encode`. `failing`: the run of the vision encoder that fails. */
async function read(
  family: Family,
  chunks: readonly (readonly Picture[])[],
  reuseBelow?: number,
  failing = -1,
): Promise<Reading> {
  const { vision, config } = await model(family);
  const ran: number[] = [];
  let runs = 0;
  const graph: Tower = {
    ...vision,
    run(feeds, fetches) {
      if (runs++ === failing) throw new Error("The adapter is tired.");
      ran.push(feeds["pixel_values"]!.dims[0]!);
      return vision.run(feeds, fetches);
    },
  };
  const layout = config.layout({ width: WIDTH, height: HEIGHT }, chunks.flat().length);
  const encoder = await createFrameEncoder(gpu(), graph, config, layout, { reuseBelow });
  const calls: Float32Array[][] = [];
  for (const pictures of chunks) {
    let done = 0;
    try {
      const tokens = await encoder.encode(arriving(pictures), pictures.length, {
        stopwatch: createStopwatch(),
        onProgress: (frames) => (done = frames),
      });
      const values = await readFloats(gpu(), tokens);
      const size = tokens.dims[1]! * tokens.dims[2]!;
      expect(tokens.dims[0]).toBe(Math.ceil(pictures.length / config.framesPerStep));
      expect(done).toBe(pictures.length);
      calls.push(
        Array.from({ length: tokens.dims[0]! }, (_, i) => values.slice(i * size, (i + 1) * size)),
      );
      tokens.destroy();
    } catch (thrown) {
      if (failing < 0) throw thrown;
      calls.push([]);
    }
  }
  const reused = encoder.reusedFrames;
  encoder.destroy();
  return { calls, ran, reused };
}

/** For each step the first step with exactly its tokens. */
const kinds = (steps: readonly Float32Array[]): number[] =>
  steps.map((tokens) => steps.findIndex((other) => differs(tokens, other, EXACT) === null));

describe("frames that hardly differ from the last one that was encoded", () => {
  it("are encoded once and have equal tokens, from one chunk to the next", async () => {
    const chunks = [
      [A, A, nearly(A), B, nearly(B), A],
      [A, A],
      [A, C],
      [A, B, C],
    ];
    const got = await read("llava-onevision", chunks, 0.01);
    expect(got.ran).toEqual([3, 1, 3]);
    expect(got.reused).toBe(6);
    const steps = got.calls.flat();
    const encodedAt = [0, 0, 0, 3, 3, 5, 5, 5, 5, 9, 10, 11, 12];
    const [a, b, c] = (await read("llava-onevision", [[A, B, C]])).calls[0]!;
    const want = [a, a, a, b, b, a, a, a, a, c, a, b, c];
    for (const [i, tokens] of steps.entries()) {
      expect(differs(tokens, steps[encodedAt[i]!]!, EXACT)).toBeNull();
      expect(differs(tokens, want[i]!, FAMILY_FEATURES)).toBeNull();
    }
  });

  it("are told in batches that fill while others are encoded", async () => {
    const pictures = [A, B, C, C, C, A, A, A, A, A, B, B, C, A, B, C, C, C, C, A];
    const got = await read("llava-onevision", [pictures], 0.01);
    const encodedAt = [0, 1, 2, 2, 2, 5, 5, 5, 5, 5, 10, 10, 12, 13, 14, 15, 15, 15, 15, 19];
    expect(got.ran).toEqual([4, 5, 1]);
    expect(got.reused).toBe(10);
    const want = (await read("llava-onevision", [[A, B, C]])).calls[0]!;
    for (const [i, tokens] of got.calls[0]!.entries()) {
      expect(differs(tokens, got.calls[0]![encodedAt[i]!]!, EXACT)).toBeNull();
      const which = [A, B, C].indexOf(pictures[i]!);
      expect(differs(tokens, want[which]!, FAMILY_FEATURES)).toBeNull();
    }
  });

  it("cannot creep away: a slow drift is encoded again at every limit", async () => {
    // Each is 1/255 from the one before; 2.5/255 is passed by every third.
    const levels = Array.from({ length: 20 }, (_, i) => flat(100 + i));
    const chunks = [levels.slice(0, 11), levels.slice(11)];
    const got = await read("llava-onevision", chunks, 2.5 / 255);
    expect(got.ran.reduce((sum, frames) => sum + frames, 0)).toBe(7);
    expect(got.reused).toBe(13);
    const steps = kinds(got.calls.flat());
    expect(steps).toEqual(levels.map((_, i) => i - (i % 3)));
  });

  it("are steps where a step is two frames", async () => {
    const chunks = [
      [A, B, A, nearly(B), B, A, A, A, A],
      [A, A, A, B, B],
    ];
    const got = await read("qwen2-vl", chunks, 0.01);
    const perStep = (await read("qwen2-vl", [[A, B]])).ran[0]!;
    // AB, BA, AA of AB ab BA AA A(A); then AB, BB of AA AB B(B).
    expect(got.calls.map(kinds)).toEqual([
      [0, 0, 2, 3, 3],
      [0, 1, 2],
    ]);
    expect(got.ran.reduce((sum, patches) => sum + patches, 0)).toBe(5 * perStep);
    expect(got.reused).toBe(2 + 1 + 2);
    const [ab, ba, aa] = (await read("qwen2-vl", [[A, B, B, A, A]])).calls[0]!;
    const want = [ab, ab, ba, aa, aa];
    for (const [i, tokens] of got.calls[0]!.entries())
      expect(differs(tokens, want[i]!, FAMILY_FEATURES)).toBeNull();
  });

  it("are not told from a batch whose encoding failed", async () => {
    const got = await read("llava-onevision", [[A], [B], [B, A]], 0.01, 1);
    expect(got.ran).toEqual([1, 2]);
    expect(got.reused).toBe(0);
  });
});

describe("frames that differ", () => {
  it("are never reused: the tokens are those without the option", async () => {
    const pictures = [A, B, C, flat(10), flat(20), noise(9), A, B, C];
    const got = await read("llava-onevision", [pictures], 0.01);
    const want = await read("llava-onevision", [pictures]);
    expect(got.reused).toBe(0);
    expect(got.ran).toEqual(want.ran);
    for (const [i, tokens] of got.calls[0]!.entries())
      expect(differs(tokens, want.calls[0]![i]!, EXACT)).toBeNull();
  });

  it("are reused below 1, which only black and white reach", async () => {
    expect((await read("llava-onevision", [[A, B, flat(0), flat(255)]], 1)).reused).toBe(3);
    expect((await read("llava-onevision", [[flat(0), flat(255), flat(0)]], 1)).reused).toBe(0);
  });
});

it("reuse leaves no buffers behind", async () => {
  const chunks = [[A, A, B], [B], [C, C]];
  await read("llava-onevision", chunks, 0.01); // the runtime keeps buffers for shapes it has seen
  const before = gpu().ledger.liveBuffers;
  expect((await read("llava-onevision", chunks, 0.01)).reused).toBe(3);
  expect(gpu().ledger.liveBuffers).toBe(before);
});

describe("without the option", () => {
  it("equal frames are encoded each time", async () => {
    const got = await read("llava-onevision", [[A, A, A], [A]]);
    expect(got.ran).toEqual([3, 1]);
    expect(got.reused).toBe(0);
  });

  it.each([-0.1, 1.5, Number.NaN])("%f is refused as a difference", async (reuseBelow) => {
    await expect(read("llava-onevision", [[A]], reuseBelow)).rejects.toThrow(
      /cannot be reused below/,
    );
  });
});
