import { describe, expect, it } from "vitest";
import { decodeFrames } from "../../src/media/decode-frames.ts";
import { makeThumbnail, thumbnailSize } from "../../src/media/thumbnail.ts";
import { BANDS, BLOCK } from "../../tools/fixtures/picture.ts";
import { colorAt, nearestColor, openMedia } from "../support/media.ts";

/** The white block stands in one corner of the first frame: which one, and how large is the picture? */
async function firstThumbnail(name: string, maxSidePx?: number) {
  const video = await openMedia(name);
  for await (const decoded of decodeFrames(video, [0.05])) {
    const picture = makeThumbnail(decoded, maxSidePx);
    decoded.frame.close();
    const corners = {
      "top left": [0.1, 0.1],
      "top right": [0.9, 0.1],
      "bottom left": [0.1, 0.9],
      "bottom right": [0.9, 0.9],
    } as const;
    const white = Object.entries(corners).filter(
      ([, [x, y]]) => nearestColor(colorAt(picture, x, y), [BLOCK, ...BANDS]) === 0,
    );
    const size = [picture.width, picture.height];
    picture.close();
    video.close();
    return { corner: white.map(([corner]) => corner).join(), size };
  }
  throw new Error("no frame");
}

describe("makeThumbnail", () => {
  it.each([
    ["h264-aac.mp4", "top left", [96, 64]],
    ["rotated-90.mp4", "top right", [64, 96]],
    ["rotated-180.mp4", "bottom right", [96, 64]],
    ["rotated-270.mp4", "bottom left", [64, 96]],
    ["mirrored.mp4", "top right", [96, 64]],
    ["wide-pixels.mp4", "top left", [192, 64]],
    ["wide-pixels.webm", "top left", [192, 64]],
    ["odd-101x57.webm", "top left", [101, 57]],
    ["vp9-alpha.webm", "top left", [96, 64]],
  ])("%s stands upright: white %s", async (name, corner, size) => {
    expect(await firstThumbnail(name)).toEqual({ corner, size });
  });

  it("is no larger than asked", async () => {
    expect(await firstThumbnail("rotated-90.mp4", 48)).toEqual({
      corner: "top right",
      size: [32, 48],
    });
  });
});

describe("thumbnailSize", () => {
  it("keeps the aspect, never enlarges and never vanishes", () => {
    expect(thumbnailSize(1920, 1080, 192)).toEqual({ width: 192, height: 108 });
    expect(thumbnailSize(10, 20, 192)).toEqual({ width: 10, height: 20 });
    expect(thumbnailSize(7680, 2, 192)).toEqual({ width: 192, height: 1 });
    expect(thumbnailSize(1, 1, 192)).toEqual({ width: 1, height: 1 });
  });
});
