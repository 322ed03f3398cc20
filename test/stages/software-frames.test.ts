// Frames on the device that is written in TypeScript: what the model sees of them, by each way that they may come.

import { describe, expect, it } from "vitest";
import { decodeFrames } from "../../src/media/decode-frames.ts";
import { BANDS, BLOCK } from "../../tools/fixtures/picture.ts";
import golden from "../golden/resize.json";
import { differs } from "../support/differs.ts";
import { useSoftwareGpu } from "../support/gpu.ts";
import { openMedia } from "../support/media.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { seeFrame } from "../support/seen-frame.ts";
import { COPIED_COLOR, EXACT } from "../tolerance.ts";

const gpu = useSoftwareGpu();

describe.each(["bytes", "external", "copy"] as const)(
  "a frame that comes by the way %s",
  (route) => {
    it.each([0, 90, 180, 270] as const)(
      "is turned by %i° and resized as Pillow does",
      async (rotation) => {
        const one = golden.cases.find(({ bytes, from }) => bytes !== undefined && from[0] === 101)!;
        const [width, height] = one.from as [number, number];
        const [upright, turned] = [[width, height] as const, turnedSize(width, height, rotation)];
        const pixels = turnedBack(
          withAlpha(seededPicture("noise", width, height, one.seed)),
          upright,
          rotation,
        );
        const init = {
          format: "RGBA",
          codedWidth: turned[0],
          codedHeight: turned[1],
          timestamp: 0,
        } as const;
        const frame = new VideoFrame(pixels, init);
        const seen = await seeFrame(
          gpu(),
          { frame, rotation, isMirrored: false },
          one.to as [number, number],
          route,
        );
        frame.close();
        expect(seen.route).toBe(route);
        const want = Uint8Array.from(atob(one.bytes!), (c) => c.charCodeAt(0));
        expect(differs(seen.bytes, want, EXACT)).toBeNull();
      },
    );

    it.each(["h264-aac.mp4", "av1.webm", "wide-pixels.mp4", "odd-101x57.webm", "vp9-10-bit.webm"])(
      "shows %s in its colours",
      async (name) => {
        const video = await openMedia(name);
        for await (const decoded of decodeFrames(video, [0.1, 1.3])) {
          const { bytes } = await seeFrame(gpu(), decoded, [6, 6], route);
          decoded.frame.close();
          const [corner, middle] = [bytes.slice(0, 3), bytes.slice(14 * 3, 15 * 3)];
          expect(differs(corner, BLOCK, COPIED_COLOR)).toBeNull();
          expect(differs(middle, BANDS[decoded.index === 0 ? 0 : 3]!, COPIED_COLOR)).toBeNull();
        }
        video.close();
      },
    );
  },
);

it("takes bytes first, which no canvas converts", async () => {
  const rgb = seededPicture("noise", 4, 4, 1);
  const init = { format: "RGBA", codedWidth: 4, codedHeight: 4, timestamp: 0 } as const;
  const frame = new VideoFrame(withAlpha(rgb), init);
  const { route } = await seeFrame(gpu(), { frame, rotation: 0, isMirrored: false }, [4, 4]);
  frame.close();
  expect(route).toBe("bytes");
});

type Turn = 0 | 90 | 180 | 270;

const turnedSize = (width: number, height: number, turn: Turn): readonly [number, number] =>
  turn % 180 === 0 ? [width, height] : [height, width];

/** The frame that shows this picture once it is turned clockwise. */
function turnedBack(
  rgba: Uint8Array<ArrayBuffer>,
  [width, height]: readonly [number, number],
  turn: Turn,
): Uint8Array<ArrayBuffer> {
  const [columns] = turnedSize(width, height, turn);
  const back = new Uint8Array(rgba.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = {
        0: [x, y] as const,
        90: [y, width - 1 - x] as const,
        180: [width - 1 - x, height - 1 - y] as const,
        270: [height - 1 - y, x] as const,
      }[turn];
      const from = 4 * (y * width + x);
      back.set(rgba.subarray(from, from + 4), 4 * (row * columns + column));
    }
  }
  return back;
}
