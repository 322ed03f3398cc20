import { afterEach, describe, expect, it, vi } from "vitest";
import { decodeFrames } from "../../src/media/decode-frames.ts";
import { BANDS } from "../../tools/fixtures/picture.ts";
import { nearestColor, openMedia, watchMedia, type Rgb } from "../support/media.ts";

/** Which fifth of the clip a colour belongs to. */
const band = (color: Rgb): number => nearestColor(color, BANDS);

describe("a whole clip gives every wanted frame", () => {
  it.each([
    "h264-aac.mp4",
    "h264.mov",
    "h264.mkv",
    "h264-fragmented.mp4",
    "h264-open-gop.mp4",
    "h264-one-group.mp4",
    "vp8.webm",
    "vp9.webm",
    "vp9.mkv",
    "vp9-alpha.webm",
    "av1.webm",
    "av1.mp4",
    "odd-101x57.webm",
    "odd-101x57.mp4",
    "wide-pixels.mp4",
    "wide-pixels.webm",
    "rotated-90.mp4",
    "mirrored.mp4",
    "one-pixel.mp4",
    "header-says-7680.mp4",
  ])("%s", async (name) => {
    const { seen, lost, video } = await watchMedia(name, 10);
    expect(lost).toEqual([]);
    expect(seen.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const startSec = video.times.startSec;
    for (const [index, { timeSec, color }] of seen.entries()) {
      expect(timeSec).toBeCloseTo(startSec + 0.1 + index * 0.2, 6);
      const wanted = BANDS[Math.floor(index / 2)]!;
      // Lossy coding and two roundings between YUV and RGB.
      for (const [channel, value] of color.entries())
        expect(Math.abs(value - wanted[channel]!)).toBeLessThanOrEqual(4);
    }
  });

  it("decodes ten bits a channel", async () => {
    const { seen, lost } = await watchMedia("vp9-10-bit.webm", 10);
    expect(lost).toEqual([]);
    // A 2D canvas draws such frames coarsely, so only the nearest colour is asked for.
    expect(seen.map(({ color }) => band(color))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("gives all frames of a clip that has fewer than wanted", async () => {
    const { seen, times } = await watchMedia("h264-aac.mp4", 32);
    expect(seen).toHaveLength(20);
    expect(times[7]).toBeCloseTo(0.75, 6);
    expect(seen.map(({ color }) => band(color))).toEqual(
      Array.from({ length: 20 }, (_, index) => Math.floor(index / 4)),
    );
  });

  it.each(["one-frame.mp4", "one-frame.webm"])("%s is one frame", async (name) => {
    const { seen } = await watchMedia(name, 32);
    expect(seen.map(({ color }) => band(color))).toEqual([0]);
  });

  it("decodes a picture of one pixel and one of 7,680 columns", async () => {
    const small = await watchMedia("one-pixel.webm", 4);
    expect(small.seen.map(({ width, height }) => [width, height])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    const wide = await watchMedia("wide-7680.mp4", 4);
    expect(wide.seen.map(({ width, height }) => [width, height])).toEqual([
      [7680, 32],
      [7680, 32],
    ]);
  });

  it("shows the frame that is on show at each time, when frames are long and short", async () => {
    // Frame k of 20 begins at k² · 5 ms; the last one lasts 100 ms.
    const { seen, times } = await watchMedia("variable-rate.mp4", 16);
    const starts = Array.from({ length: 20 }, (_, k) => (k * k * 5) / 1000);
    const wanted = times.map((time) => starts.findLastIndex((start) => start <= time));
    expect(seen.map(({ color }) => band(color))).toEqual(wanted.map((k) => Math.floor(k / 4)));
    expect(seen.map(({ timestampSec }) => timestampSec)).toEqual(wanted.map((k) => starts[k]));
  });

  it("gives the same frame again when it is on show at two times", async () => {
    const video = await openMedia("h264-aac.mp4");
    const frames: number[] = [];
    for await (const { frame } of decodeFrames(video, [0.31, 0.33, 0.35, 1.99])) {
      frames.push(frame.timestamp);
      frame.close();
    }
    video.close();
    expect(frames).toEqual([300_000, 300_000, 300_000, 1_900_000]);
  });
});

describe("a damaged clip gives what decodes and reports the rest", () => {
  it("loses the frames after the file's end", async () => {
    const { seen, lost } = await watchMedia("cut-in-data.mp4", 10);
    expect(seen.map(({ color }) => band(color))).toEqual([0, 0, 1, 1, 2]);
    expect(lost).toEqual([5, 6, 7, 8, 9]);
  });

  it("ends a WebM that breaks off where it breaks off", async () => {
    const { seen, lost, video } = await watchMedia("cut.webm", 10);
    expect(video.facts.durationSec).toBeCloseTo(1, 6);
    expect(seen.map(({ color }) => band(color))).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
    expect(lost).toEqual([]);
  });

  it("loses a group whose key frame is spoilt, and goes on with the next", async () => {
    const { seen, lost } = await watchMedia("spoilt-key.mp4", 10);
    expect(lost).toEqual([2, 3, 4]);
    expect(seen.map(({ index }) => index)).toEqual([0, 1, 5, 6, 7, 8, 9]);
    expect(seen.map(({ color }) => band(color))).toEqual([0, 0, 2, 3, 3, 4, 4]);
  });

  it.each(["spoilt-middle.mp4", "spoilt-middle.webm"])(
    "%s keeps the good frames before a spoilt one",
    async (name) => {
      const { seen, lost } = await watchMedia(name, 10);
      // Frame 5 is a good key frame, 6 and 7 are spoilt, and 8 and 9 need them.
      expect(seen.some(({ index }) => index === 2)).toBe(true);
      expect(lost.slice(0, 2)).toEqual([3, 4]);
      expect(
        seen
          .map(({ index }) => index)
          .concat(lost)
          .sort((a, b) => a - b),
      ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (const { index, color } of seen.filter(({ index }) => index !== 6))
        expect(band(color)).toBe(Math.floor(index / 2));
    },
  );

  it("takes another frame of the bin where the wanted one is spoilt", async () => {
    // Bins of 0.5 s: the second wants 0.75 s, in the spoilt group; its key frame at 0.5 s is good.
    const { seen, lost } = await watchMedia("spoilt-middle.mp4", 4);
    expect(lost).toEqual([]);
    expect(seen.map(({ timeSec }) => timeSec)).toEqual([0.25, 0.55, 1.25, 1.75]);
    expect(seen.map(({ timestampSec }) => timestampSec)).toEqual([0.2, 0.5, 1.2, 1.7]);
  });

  it("takes a later key frame of the bin where nothing before it decodes", async () => {
    const { seen, lost } = await watchMedia("spoilt-key.mp4", 1);
    expect([seen.length, lost.length]).toEqual([1, 0]);
    const video = await openMedia("spoilt-key.mp4");
    const times: number[] = [];
    for await (const { frame, timeSec } of decodeFrames(video, [0.1, 0.9])) {
      times.push(timeSec);
      frame.close();
    }
    video.close();
    expect(times).toEqual([0.1, 1.05]);
  });

  it("uses what is left of a torn file", async () => {
    const { seen } = await watchMedia("torn.webm", 10);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(seen.slice(0, 5).map(({ color }) => band(color))).toEqual([0, 0, 0, 0, 1]);
  });

  it("refuses a clip of which nothing decodes", async () => {
    await expect(watchMedia("all-spoilt.mp4", 10)).rejects.toMatchObject({
      code: "video-undecodable",
      message: expect.stringMatching(/^None of the wanted frames of "all-spoilt.mp4" could be/),
    });
  });
});

describe("a decoder that the browser takes away", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is replaced, where there is no software decoder to turn to", async () => {
    let started = 0;
    const Real = VideoDecoder;
    /** The second decoder of the file (the first reads the size) is taken away at its third packet. */
    class Reclaimed extends Real {
      readonly #fail: VideoDecoderInit["error"];
      readonly #isTaken = ++started === 2;
      #packets = 0;

      constructor(init: VideoDecoderInit) {
        super(init);
        this.#fail = init.error;
      }

      static override isConfigSupported(config: VideoDecoderConfig) {
        if (config.hardwareAcceleration !== "prefer-software")
          return Real.isConfigSupported(config);
        return Promise.resolve({ supported: false, config });
      }

      override decode(chunk: EncodedVideoChunk): void {
        if (!this.#isTaken || ++this.#packets < 3) super.decode(chunk);
        else
          this.#fail(new DOMException("Codec reclaimed due to inactivity.", "QuotaExceededError"));
      }
    }
    vi.stubGlobal("VideoDecoder", Reclaimed);
    const { seen, lost } = await watchMedia("h264-one-group.mp4", 10);
    expect(lost).toEqual([]);
    expect(seen.map(({ color }) => band(color))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    expect(started).toBe(3);
  });
});

describe("a consumer that leaves", () => {
  it("can break at any frame and begin again", async () => {
    const video = await openMedia("h264-aac.mp4");
    for (const after of [1, 3, 9]) {
      let count = 0;
      for await (const { frame } of decodeFrames(
        video,
        [0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 1.7, 1.9],
      )) {
        frame.close();
        if (++count === after) break;
      }
      expect(count).toBe(after);
    }
    video.close();
  });

  it("is told the signal's reason at once", async () => {
    const video = await openMedia("h264-aac.mp4");
    const controller = new AbortController();
    let count = 0;
    const run = async () => {
      for await (const { frame } of decodeFrames(video, [0.1, 0.9, 1.9], controller)) {
        frame.close();
        count++;
        controller.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ name: "AbortError" });
    expect(count).toBe(1);
    await expect(run()).rejects.toMatchObject({ name: "AbortError" });
    video.close();
  });
});
