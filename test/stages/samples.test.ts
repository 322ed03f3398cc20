import { describe, expect, it } from "vitest";
import { BIN_CENTRES } from "../../src/base/sampling.ts";
import { chooseTimes } from "../../src/media/choose-times.ts";
import { decodeFrames } from "../../src/media/decode-frames.ts";
import { openVideo } from "../../src/media/open-video.ts";
import { CLIPS, HEIGHT, TICKS, WIDTH } from "../../tools/samples/clips.ts";
import { drawFrame, needlesAt, sampleClip, tickTime } from "../../tools/world/index.ts";

/** The picture is compared at a tenth of its size. */
const [SMALL_WIDTH, SMALL_HEIGHT] = [64, 36];
/** Mean difference of a channel after lossy coding, and the edges that the shrinking softens. */
const MEAN_ERROR = 4;

function shrink(frame: VideoFrame): Uint8ClampedArray {
  const context = new OffscreenCanvas(SMALL_WIDTH, SMALL_HEIGHT).getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(frame, 0, 0, SMALL_WIDTH, SMALL_HEIGHT);
  return context.getImageData(0, 0, SMALL_WIDTH, SMALL_HEIGHT).data;
}

describe.each(CLIPS)("$file", ({ file, seed, seconds, codec }) => {
  it("shows its clip at each of 32 bin centres, glimpses included", async () => {
    const spec = { ...sampleClip(seed, { frames: TICKS, aspect: WIDTH / HEIGHT }), noise: 0 };
    const response = await fetch(`/samples/${file}`); // the public folder is served at the root
    const video = await openVideo(await response.blob(), { name: file });
    expect(video.facts).toMatchObject({ width: WIDTH, height: HEIGHT });
    expect(video.facts.codec).toBe({ avc: "H.264", vp9: "VP9", av1: "AV1" }[codec]);
    expect(video.facts.durationSec).toBeCloseTo(seconds, 2);
    const times = chooseTimes(video.times, BIN_CENTRES, { frames: TICKS });
    const seenNeedles = new Set<number>();
    for await (const { index, frame } of decodeFrames(video, times)) {
      const time = tickTime(spec, index);
      const got = shrink(frame);
      frame.close();
      const want = drawFrame(spec, time, SMALL_WIDTH, SMALL_HEIGHT);
      const error = got.reduce((sum, value, i) => sum + Math.abs(value - want[i]!), 0) / got.length;
      expect(error).toBeLessThan(MEAN_ERROR);
      for (const needle of needlesAt(spec, time)) {
        const pixel =
          Math.floor((needle.center.y + needle.size * 0.35) * SMALL_HEIGHT) * SMALL_WIDTH +
          Math.floor(needle.center.x * SMALL_WIDTH);
        const distance = Math.hypot(...needle.rgb.map((value, c) => value - got[pixel * 4 + c]!));
        if (distance < 80) seenNeedles.add(spec.needles.indexOf(needle));
      }
    }
    video.close();
    expect(seenNeedles.size).toBe(spec.needles.length);
  });
});
