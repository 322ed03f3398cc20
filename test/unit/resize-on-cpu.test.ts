import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ResizeFilter } from "../../src/kernels/resize-weights.ts";
import {
  createWeights,
  normaliseBytes,
  resizeBytes,
  valuesOfBytes,
  type PictureBytes,
} from "../../src/vision/resize-on-cpu.ts";
import golden from "../golden/resize.json";
import { differs } from "../support/differs.ts";
import { seededPicture } from "../support/pictures.ts";
import { F32_ONE } from "../tolerance.ts";

type Size = readonly [width: number, height: number];

const pictureOf = (bytes: Uint8Array, [columns, rows]: Size): PictureBytes => ({
  bytes,
  rows,
  columns,
  origin: 0,
  across: 3,
  down: 3 * columns,
});

describe("the processor's resize gives the bytes that Pillow gives", () => {
  it.each(
    golden.cases.map((one) => ({
      ...one,
      name: `${one.filter} ${one.from.join("×")} → ${one.to.join("×")}`,
    })),
  )("$name", ({ kind, seed, from, to, filter, sha256 }) => {
    const [width, height] = from as unknown as Size;
    const rgb = seededPicture(kind as "noise", width, height, seed);
    const [toWidth, toHeight] = to as unknown as Size;
    const { bytes } = resizeBytes(
      pictureOf(rgb, [width, height]),
      { width: toWidth, height: toHeight },
      createWeights(filter as ResizeFilter),
    );
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  });
});

it("bytes become the model's values, channel by channel", () => {
  const config = {
    resample: "bicubic",
    rescale: 1 / 255,
    mean: [0.48, 0.45, 0.4],
    std: [0.26, 0.27, 0.28],
  } as const;
  const rgb = seededPicture("noise", 5, 4, 3);
  const frame = new Float32Array(60);
  normaliseBytes(pictureOf(rgb, [5, 4]), valuesOfBytes(config), frame);
  const want = Array.from(frame, (_, i) => {
    const channel = Math.floor(i / 20);
    const byte = rgb[(i % 20) * 3 + channel]!;
    return (byte / 255 - config.mean[channel]!) / config.std[channel]!;
  });
  expect(differs(frame, want, F32_ONE)).toBeNull();
});
