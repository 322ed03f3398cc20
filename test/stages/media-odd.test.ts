import { describe, expect, it } from "vitest";
import { BANDS } from "../../tools/fixtures/picture.ts";
import type { Truth } from "../../tools/fixtures/truth.ts";
import { mediaFile, nearestColor, openPlayer, watchMedia, type Rgb } from "../support/media.ts";
import truth from "../support/media-truth.json";

/** Which fifth of the clip a colour belongs to. */
const band = (color: Rgb): number => nearestColor(color, BANDS);
const TRUTH: Readonly<Record<string, Truth>> = truth;

/** ffmpeg 5.1 shows the second edit one frame late where frames are held back for reordering. */
const LATE_EDIT: Readonly<Record<string, { after: number; sec: number }>> = {
  "two-edits.mp4": { after: 5, sec: 0.1 },
};
/** Which Chrome's player does not decode. */
const NOT_PLAYED = ["av1-header-first.mp4"];

describe("an odd clip gives the frames that ffmpeg and the player show", () => {
  it.each(Object.keys(TRUTH))("%s", async (name) => {
    const { timesSec, bands, durationSec } = TRUTH[name]!;
    const { seen, lost, video, times } = await watchMedia(name, 32);
    const { startSec, endSec } = video.times;
    expect(lost).toEqual([]);
    expect(seen.map(({ color }) => band(color))).toEqual(bands);
    const late = LATE_EDIT[name];
    for (const [index, { timestampSec }] of seen.entries()) {
      const byEdit = late !== undefined && index > late.after ? late.sec : 0;
      expect(startSec + timestampSec).toBeCloseTo(timesSec[index]! - byEdit, 3);
    }
    expect(video.facts.frameCount).toBe(timesSec.length);
    expect(video.facts.startSec).toBe(startSec);
    expect(endSec).toBeCloseTo(durationSec ?? endSec, 3);
    if (NOT_PLAYED.includes(name) || !video.facts.isPlayedAlike) return;
    const player = await openPlayer(await mediaFile(name));
    for (const [index, timeSec] of times.entries()) {
      await player.seek(timeSec);
      // A seek ends before its picture is on show.
      await expect.poll(async () => band(await player.color())).toBe(bands[index]);
    }
    expect(durationSec === null ? endSec : player.durationSec).toBeCloseTo(endSec, 3);
    player.close();
  });

  it("leaves to the player what it shows alike, and no clip of several edits", async () => {
    const alike = async (name: string) => (await watchMedia(name, 1)).video.facts.isPlayedAlike;
    expect(await alike("edit-both-ends.mp4")).toBe(true);
    expect(await alike("two-edits.mp4")).toBe(false);
  });
});

describe("what only the stream or one header tells", () => {
  it("takes AV1's sequence header from its box", async () => {
    const { seen, lost } = await watchMedia("av1-header-in-box.mp4", 10);
    expect(lost).toEqual([]);
    expect(seen.map(({ color }) => band(color))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("takes the media's duration over that of a last sample", async () => {
    const { video, seen } = await watchMedia("huge-last-unedited.mp4", 10);
    expect(video.facts.durationSec).toBeCloseTo(2, 3);
    expect(seen.map(({ color }) => band(color))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("gives each moment one frame where two begin at once", async () => {
    const { video, seen, lost } = await watchMedia("double-times.mp4", 32);
    expect(video.facts.frameCount).toBe(10);
    expect(lost).toEqual([]);
    expect(new Set(seen.map(({ timestampSec }) => timestampSec)).size).toBe(10);
  });

  it.each([
    ["pixels-in-stream.mp4", 192],
    ["crop-in-stream.mp4", 64],
  ])("%s is %i × 64 pixels, as the player says", async (name, width) => {
    const { video, seen } = await watchMedia(name, 2);
    expect(video.facts).toMatchObject({ width, height: 64 });
    expect(seen.map((frame) => [frame.width, frame.height])).toEqual([
      [width, 64],
      [width, 64],
    ]);
    const player = await openPlayer(await mediaFile(name));
    await player.seek(0.15);
    await expect.poll(() => player.size()).toEqual([width, 64]);
    player.close();
  });

  it("opens the moving track beside a larger picture", async () => {
    const { video, seen } = await watchMedia("photo-and-clip.mp4", 10);
    expect(video.facts).toMatchObject({ width: 96, height: 64, frameCount: 20 });
    expect(video.facts.isPlayedAlike).toBe(false);
    expect(seen.map(({ color }) => band(color))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it.each([
    // Both are enabled, and the small one has the higher bit rate.
    ["large-and-small.mp4", true],
    ["small-and-large.mp4", true],
    // Chrome plays the first track of an MKV, whatever its flags say.
    ["small-and-large.mkv", false],
  ])("opens the track that %s shows by default; played alike: %s", async (name, isPlayedAlike) => {
    const { video, seen } = await watchMedia(name, 5);
    expect(video.facts).toMatchObject({ width: 96, height: 64, isPlayedAlike });
    expect(seen.map(({ color }) => band(color))).toEqual([0, 1, 2, 3, 4]);
    const player = await openPlayer(await mediaFile(name));
    await player.seek(0.15);
    await expect.poll(() => player.size()).toEqual(isPlayedAlike ? [96, 64] : [32, 32]);
    player.close();
  });

  it("shows a clip whose size changes with each frame's own", async () => {
    const { seen, lost } = await watchMedia("turned.webm", 10);
    expect(lost).toEqual([]);
    expect(seen.map(({ width, height }) => [width, height])).toEqual([
      ...Array.from({ length: 5 }, () => [96, 64]),
      ...Array.from({ length: 5 }, () => [64, 96]),
    ]);
  });
});
