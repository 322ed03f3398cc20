import { describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor, tensorFrom } from "../../src/gpu/tensor.ts";
import { recordResize, loadResize, type ResizeStep } from "../../src/kernels/resize.ts";
import { resizeWeights, type ResizeFilter } from "../../src/kernels/resize-weights.ts";
import golden from "../golden/resize.json";
import { resizeReference } from "../reference/resize.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { packPixels, seededPicture } from "../support/pictures.ts";
import { EXACT, F32_ONE } from "../tolerance.ts";

const gpu = useGpu();

type Size = readonly [width: number, height: number];

interface Run {
  readonly rgb: Uint8Array;
  readonly from: Size;
  readonly to: Size;
  readonly filter: ResizeFilter;
  readonly frames?: number;
  readonly values?: Pick<ResizeStep, "index" | "rescale" | "mean" | "std">;
}

/** Values that leave the bytes as they are. */
const PLAIN = { index: 0, rescale: 1, mean: [0, 0, 0], std: [1, 1, 1] } as const;

/** Resizes on the GPU; returns float32 [frames, 3, height, width]. */
async function resize({ rgb, from, to, filter, frames = 1, values = PLAIN }: Run) {
  const axis = (source: number, size: number) => {
    const { taps, spans, weights } = resizeWeights(source, size, filter);
    return {
      spans: tensorFrom(gpu(), spans, [size, 2], "test/spans"),
      weights: tensorFrom(gpu(), weights, [size, taps], "test/weights"),
    };
  };
  const pixels = tensorFrom(gpu(), packPixels(rgb), [from[1], from[0]], "test/pixels");
  const between = createTensor(gpu(), [from[1], to[0]], "uint32", "test/between");
  const target = createTensor(gpu(), [frames, 3, to[1], to[0]], "float32", "test/target");
  const [across, down] = [axis(from[0], to[0]), axis(from[1], to[1])];
  const recorder = createRecorder(gpu(), "test");
  const [columns, rows] = from;
  const step = { pixels, rows, columns, between, across, down, target, ...values };
  recordResize(recorder, await loadResize(gpu()), step);
  recorder.submit();
  const got = await readFloats(gpu(), target);
  const made = [pixels, between, target, across.spans, across.weights, down.spans, down.weights];
  for (const tensor of made) tensor.destroy();
  return got;
}

/** [3, height, width] floats → [height, width, 3] bytes. */
function interleave(planes: Float32Array): Uint8Array<ArrayBuffer> {
  const plane = planes.length / 3;
  return Uint8Array.from(
    { length: planes.length },
    (_, i) => planes[(i % 3) * plane + Math.floor(i / 3)]!,
  );
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const size = ([width, height]: Size): string => `${width}×${height}`;

describe("resize gives the bytes that Pillow gives", () => {
  it.each(
    golden.cases.map((one) => ({
      ...one,
      kind: one.kind as "noise" | "edges",
      filter: one.filter as ResizeFilter,
      from: one.from as unknown as Size,
      to: one.to as unknown as Size,
      name: `${one.filter} ${one.kind} ${size(one.from as unknown as Size)} → ${size(one.to as unknown as Size)}`,
    })),
  )("$name", async ({ kind, seed, from, to, filter, bytes, every997th, sha256: wanted }) => {
    const rgb = seededPicture(kind, from[0], from[1], seed);
    const got = interleave(await resize({ rgb, from, to, filter }));
    // Stored bytes first, because a miss there says where; the digest covers every byte.
    const stored =
      bytes === undefined ? every997th : Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
    const samples = bytes === undefined ? got.filter((_, i) => i % 997 === 0) : got;
    expect(differs(samples, stored, EXACT)).toBeNull();
    expect(await sha256(got)).toBe(wanted);
  });
});

describe("resize against the definition in f64", () => {
  const cases = [
    { from: [1, 1], to: [3, 2] },
    { from: [7, 5], to: [7, 5] },
    { from: [63, 31], to: [64, 65] },
    { from: [131, 64], to: [10, 9] },
  ] as const;
  for (const { from, to } of cases) {
    it.each(["bilinear", "bicubic", "lanczos"] as const)(
      `%s ${size(from)} → ${size(to)}`,
      async (filter) => {
        const rgb = seededPicture("noise", from[0], from[1], 99);
        const got = interleave(await resize({ rgb, from, to, filter }));
        const want = resizeReference(rgb, from, to, filter);
        expect(differs(got, want, EXACT)).toBeNull();
      },
    );
  }
});

describe("resize", () => {
  const from = [40, 30] as const;
  const rgb = seededPicture("noise", 40, 30, 5);

  it("normalises each channel and writes one frame of several", async () => {
    const values = {
      index: 1,
      rescale: 1 / 255,
      mean: [0.48, 0.45, 0.4],
      std: [0.26, 0.27, 0.28],
    } as const;
    const to = [9, 7] as const;
    const got = await resize({ rgb, from, to, filter: "bicubic", frames: 3, values });
    const bytes = await resize({ rgb, from, to, filter: "bicubic" });
    const frame = 3 * 63;
    const want = new Float32Array(3 * frame);
    for (const [i, byte] of bytes.entries()) {
      const channel = Math.floor(i / 63);
      want[frame + i] = (byte / 255 - values.mean[channel]!) / values.std[channel]!;
    }
    expect(differs(got, want, F32_ONE)).toBeNull();
  });

  it("leaves a flat picture flat, whatever the sizes", async () => {
    const flat = new Uint8Array(40 * 30 * 3).fill(77);
    for (const filter of ["bilinear", "bicubic", "lanczos"] as const)
      for (const to of [
        [1, 1],
        [13, 50],
        [88, 3],
      ] as const) {
        const got = await resize({ rgb: flat, from, to, filter });
        expect([...new Set(got)]).toEqual([77]);
      }
  });

  it("refuses a frame that the target does not have", async () => {
    const run = resize({
      rgb,
      from,
      to: [4, 4],
      filter: "bicubic",
      values: { ...PLAIN, index: 1 },
    });
    await expect(run).rejects.toThrow(/frame 1 of test\/target/);
  });
});

describe("resizeWeights", () => {
  it("adds up to one within the rounding of its integers", () => {
    for (const filter of ["bilinear", "bicubic", "lanczos"] as const)
      for (const [source, target] of [
        [1, 5],
        [7, 7],
        [640, 88],
        [3, 384],
        [8192, 16],
      ] as const) {
        const { taps, weights } = resizeWeights(source, target, filter);
        for (let at = 0; at < target; at++) {
          const sum = weights.slice(at * taps, (at + 1) * taps).reduce((a, b) => a + b, 0);
          expect(Math.abs(sum - 2 ** 22)).toBeLessThanOrEqual(taps / 2);
        }
      }
  });
});
