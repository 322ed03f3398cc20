import { describe, expect, it } from "vitest";
import { toPlainError } from "../../src/base/errors.ts";
import { mediaFile, openMedia } from "../support/media.ts";
import { openVideo } from "../../src/media/open-video.ts";

async function refusal(name: string) {
  try {
    (await openMedia(name)).close();
  } catch (thrown) {
    return toPlainError(thrown);
  }
  throw new Error(`${name} was opened`);
}

describe("a file that cannot be used is refused in a sentence", () => {
  it.each([
    ["empty.mp4", "video-empty", "it has 0 bytes"],
    ["text.mp4", "video-unreadable", "is text, not an MP4"],
    ["mpeg4-part2.avi", "video-other-kind", "is an AVI file"],
    ["cut-in-header.mp4", "video-broken-off", "breaks off before its list of tracks"],
    ["cut-before-header.mp4", "video-broken-off", "breaks off before its list of tracks"],
    ["audio-only.mp4", "video-without-picture", "has sound but no picture"],
    ["subtitles-only.mp4", "video-without-picture", "has subtitles but no picture"],
    ["subtitles-only.mkv", "video-without-picture", "has subtitles but no picture"],
    ["packed.mkv", "video-packed", "compressed once more inside the MKV"],
    ["encrypted.mkv", "video-protected", "is copy-protected"],
    ["piece.webm", "video-unreadable", "is a piece of a streamed video without its beginning"],
    ["encrypted.mp4", "video-protected", "is copy-protected"],
    ["encrypted-pieces.mp4", "video-protected", "is copy-protected"],
    ["shop.m4v", "video-protected", "is copy-protected"],
    ["picture.avif", "video-unreadable", "is an AVIF picture"],
    ["moving.avif", "video-unreadable", "is an animated AVIF picture"],
    ["moving.gif", "video-other-kind", "is a GIF picture"],
    ["piece.m4s", "video-unreadable", "is a piece of a streamed video without its beginning"],
    ["no-frames.mp4", "video-without-frames", "without a single frame"],
    ["no-time.mp4", "video-without-duration", "all its 20 frames are at the same moment"],
    ["header-says-16384.mp4", "video-too-large", "16384 × 64 pixels"],
    ["hevc.mp4", "video-codec", "is encoded as HEVC (H.265) (hev1."],
    ["mpeg4-part2.mp4", "video-codec", "is encoded as MPEG-4 Part 2"],
    ["motion-jpeg.mov", "video-codec", "is encoded as Motion JPEG"],
    ["ffv1.mkv", "video-codec", "is encoded as a Video for Windows codec"],
  ])("%s: %s", async (name, code, words) => {
    const error = await refusal(name);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/^"[^"]+" .*\.$/);
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
  });

  it("says which codecs this browser does decode", async () => {
    const { hint } = await refusal("hevc.mp4");
    expect(hint).toMatch(/^This browser decodes H\.264, VP8, VP9 and AV1\./);
  });

  it("names what a file without any signature does not begin like", async () => {
    const noise = new Blob([Uint8Array.from({ length: 4096 }, (_, i) => (i * 151 + 77) & 255)]);
    await expect(openVideo(noise, { name: "noise.mov" })).rejects.toMatchObject({
      code: "video-unreadable",
      message: expect.stringContaining("does not begin like an MP4, MOV, MKV or WebM file"),
    });
  });

  it("holds the picture's side against the limit that it is given", async () => {
    await expect(openMedia("wide-7680.mp4", { maxSidePx: 4096 })).rejects.toMatchObject({
      code: "video-too-large",
    });
  });

  it("throws the signal's reason when it is aborted", async () => {
    const file = await mediaFile("h264.mov");
    const aborted = openVideo(file, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    const controller = new AbortController();
    const opening = openVideo(file, { signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("a file that is no longer what was chosen", () => {
  /** A file on the disk, and what changes it there. */
  async function onDisk(before: Blob) {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle("recording.mp4", { create: true });
    const write = async (data: Blob): Promise<void> => {
      const stream = await handle.createWritable();
      await stream.write(data);
      await stream.close();
    };
    await write(before);
    const chosen = await handle.getFile();
    return { chosen, grow: () => write(new Blob([before, before])) };
  }
  const refused = { code: "video-changed", message: expect.stringContaining("was changed") };

  it("is refused, not reported as a fault of the page", async () => {
    const { chosen, grow } = await onDisk(await mediaFile("h264-aac.mp4"));
    await grow();
    await expect(openVideo(chosen)).rejects.toMatchObject(refused);
  });
});

describe("what is known of a file before decoding", () => {
  it.each([
    ["h264-aac.mp4", { codec: "H.264", container: "MP4", width: 96, height: 64, frameCount: 20 }],
    ["h264.mov", { codec: "H.264", container: "MOV" }],
    ["h264.mkv", { codec: "H.264", container: "MKV" }],
    ["vp8.webm", { codec: "VP8", container: "WebM" }],
    ["vp9.mkv", { codec: "VP9", container: "MKV" }],
    ["av1.mp4", { codec: "AV1", container: "MP4" }],
    ["rotated-90.mp4", { width: 64, height: 96 }],
    ["rotated-180.mp4", { width: 96, height: 64 }],
    ["wide-pixels.mp4", { width: 192, height: 64 }],
    ["odd-101x57.webm", { width: 101, height: 57 }],
    ["one-frame.webm", { frameCount: 1 }],
  ])("%s", async (name, facts) => {
    const video = await openMedia(name);
    video.close();
    expect(video.facts).toMatchObject({ name, ...facts });
    expect(video.facts.bytes).toBe((await mediaFile(name)).size);
  });

  it("lasts as long as its frames are shown", async () => {
    const durations = async (name: string) => {
      const video = await openMedia(name);
      video.close();
      return video.facts.durationSec;
    };
    expect(await durations("h264-aac.mp4")).toBeCloseTo(2, 6);
    expect(await durations("variable-rate.mp4")).toBeCloseTo(1.805 + 0.1, 6);
    expect(await durations("one-frame.mp4")).toBeCloseTo(0.1, 6);
  });
});
