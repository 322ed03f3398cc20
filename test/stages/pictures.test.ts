// Pictures as a video: one frame each, upright, in the colours that they have.

import { describe, expect, it } from "vitest";
import { toPlainError } from "../../src/base/errors.ts";
import { must } from "../../src/base/assert.ts";
import { BIN_CENTRES } from "../../src/base/sampling.ts";
import { chooseTimes } from "../../src/media/choose-times.ts";
import { decodeFrames } from "../../src/media/decode-frames.ts";
import { openInput } from "../../src/media/open-input.ts";
import type { VideoInput } from "../../src/media/open-pictures.ts";
import { makeThumbnail } from "../../src/media/thumbnail.ts";

type Colour = readonly [red: number, green: number, blue: number];
const RED: Colour = [220, 30, 40];
const BLUE: Colour = [20, 60, 210];
const GREEN: Colour = [40, 160, 60];

/** A picture whose left half has one colour and whose right half has another. */
async function halves(left: Colour, right: Colour, type: string, [width, height] = [64, 32]) {
  const canvas = new OffscreenCanvas(must(width, "width"), must(height, "height"));
  const context = must(canvas.getContext("2d"), "context");
  for (const [side, colour] of [left, right].entries()) {
    context.fillStyle = `rgb(${colour.join(" ")})`;
    context.fillRect((side * canvas.width) / 2, 0, canvas.width / 2, canvas.height);
  }
  const blob = await canvas.convertToBlob({ type, quality: 1 });
  expect(blob.type).toBe(type);
  return new File([blob], `${left.join("-")}.${type.slice(6)}`, { type });
}

/** Writes an orientation into a JPEG, as a camera does: an Exif segment with one entry behind the start of the image. */
async function turned(jpeg: File, orientation: number): Promise<File> {
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  const segment = [
    [0xff, 0xe1, 0, 34], // APP1, and its length
    [0x45, 0x78, 0x69, 0x66, 0, 0], // "Exif"
    [0x4d, 0x4d, 0, 42, 0, 0, 0, 8], // big-endian TIFF, whose directory follows
    [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], // one entry: Orientation, a short
    [0, 0, 0, 0], // no other directory
  ];
  const exif = segment.flat();
  return new File([bytes.slice(0, 2), Uint8Array.from(exif), bytes.slice(2)], jpeg.name, {
    type: jpeg.type,
  });
}

interface SeenPicture {
  readonly timestampSec: number;
  readonly size: readonly [number, number];
  /** The colours at the left, right, top and bottom edges' middles. */
  readonly edges: readonly Colour[];
}

/** Opens and decodes, and looks at each frame as the strip shows it. */
async function look(input: VideoInput, frames?: number): Promise<SeenPicture[]> {
  const opened = await openInput(input, { name: "pictures" });
  const seen: SeenPicture[] = [];
  const times = chooseTimes(opened.times, BIN_CENTRES, { frames });
  for await (const decoded of decodeFrames(opened, times)) {
    const bitmap = makeThumbnail(decoded);
    const { displayWidth, displayHeight } = decoded.frame;
    decoded.frame.close();
    const { width, height } = bitmap;
    const context = must(new OffscreenCanvas(width, height).getContext("2d"), "context");
    context.drawImage(bitmap, 0, 0);
    const at = (x: number, y: number): Colour => {
      const [red = 0, green = 0, blue = 0] = context.getImageData(x, y, 1, 1).data;
      return [red, green, blue];
    };
    const [midX, midY] = [width >> 1, height >> 1];
    seen.push({
      timestampSec: decoded.timestampSec,
      size: [displayWidth, displayHeight],
      edges: [at(2, midY), at(width - 3, midY), at(midX, 2), at(midX, height - 3)],
    });
  }
  opened.close();
  return seen;
}

/** Compression may change a colour a little. */
const NEAR = 6;
function expectNear(colour: Colour | undefined, wanted: Colour) {
  const off = wanted.map((value, index) => Math.abs(value - (colour?.[index] ?? -999)));
  expect(Math.max(...off), `${colour?.join()} for ${wanted.join()}`).toBeLessThanOrEqual(NEAR);
}

describe("pictures", () => {
  it.each(["image/png", "image/jpeg", "image/webp"])("of %s have their colours", async (type) => {
    const [seen] = await look(await halves(RED, BLUE, type));
    expectNear(seen?.edges[0], RED);
    expectNear(seen?.edges[1], BLUE);
    expect(seen?.size).toEqual([64, 32]);
  });

  it("of AVIF are read", async () => {
    const response = await fetch("/test/media/picture.avif");
    const opened = await openInput(await response.blob(), { name: "picture.avif" });
    expect(opened.facts).toMatchObject({ codec: "AVIF", frameCount: 1, isPlayedAlike: false });
    opened.close();
  });

  it("are upright as the camera was held", async () => {
    const jpeg = await halves(RED, BLUE, "image/jpeg");
    // 3: upside down; 6: the camera was turned left, so that the picture's left is at the top; 8: the other way.
    const [over, six, eight] = [
      await look(await turned(jpeg, 3)),
      await look(await turned(jpeg, 6)),
      await look(await turned(jpeg, 8)),
    ].map(([seen]) => must(seen, "picture"));
    expectNear(over?.edges[0], BLUE);
    expectNear(over?.edges[1], RED);
    expect(six?.size).toEqual([32, 64]);
    expectNear(six?.edges[2], RED);
    expectNear(six?.edges[3], BLUE);
    expectNear(eight?.edges[2], BLUE);
    expectNear(eight?.edges[3], RED);
  });

  it("together are one frame each, in order, at sizes of their own", async () => {
    const files = [
      await halves(RED, BLUE, "image/png"),
      await halves(GREEN, RED, "image/jpeg"),
      await halves(BLUE, GREEN, "image/webp", [40, 80]),
    ];
    const opened = await openInput(files, { name: "three" });
    expect(opened.facts).toMatchObject({
      name: "three",
      durationSec: 3,
      frameCount: 3,
      width: 64,
      codec: "PNG, JPEG, WebP",
    });
    const seen = await look(files);
    expect(seen.map(({ timestampSec }) => timestampSec)).toEqual([0, 1, 2]);
    for (const [index, left] of [RED, GREEN, BLUE].entries())
      expectNear(seen[index]?.edges[0], left);
    expect(seen[2]?.size).toEqual([40, 80]);
    // Of more pictures than frames some are looked at.
    const two = await look(files, 2);
    expect(two).toHaveLength(2);
  });

  it("are on white where they are transparent", async () => {
    const canvas = new OffscreenCanvas(16, 16);
    const context = must(canvas.getContext("2d"), "context");
    context.fillStyle = "rgb(220 30 40 / 0.5)";
    context.fillRect(0, 0, 16, 16);
    const [seen] = await look(await canvas.convertToBlob());
    expect(seen?.size).toEqual([16, 16]);
    expectNear(seen?.edges[0], [238, 143, 148]);
  });

  it("that cannot be decoded are named", async () => {
    const png = await halves(RED, BLUE, "image/png");
    const cut = new File([png.slice(0, 60)], "cut.png", { type: "image/png" });
    const text = new File(["no picture"], "notes.png", { type: "image/png" });
    const refusal = (input: VideoInput) =>
      look(input).then(
        () => null,
        (thrown: unknown) => toPlainError(thrown),
      );
    expect(await refusal([cut])).toMatchObject({
      code: "picture-unreadable",
      message: '"cut.png" is damaged: the browser cannot decode this picture.',
    });
    expect(await refusal([png, cut])).toMatchObject({
      message: expect.stringContaining("cut.png"),
    });
    expect(await refusal([png, text])).toMatchObject({
      code: "picture-unreadable",
      message: expect.stringContaining('"notes.png" is not a PNG, JPEG, WebP or AVIF picture'),
    });
  });
});
