import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readMatroskaTracks } from "../../../src/media/matroska-headers.ts";
import { readMp4Headers } from "../../../src/media/mp4-headers.ts";
import { editAt, editsOf, trackTime } from "../../../src/media/edits.ts";

const media = (name: string): Blob =>
  new Blob([readFileSync(fileURLToPath(new URL(`../../media/${name}`, import.meta.url)))]);

describe("what an MP4 says of its tracks", () => {
  it("maps the clip's time to the track's through two edits", async () => {
    const headers = await readMp4Headers(media("two-edits.mp4"));
    const edits = editsOf(headers.tracks![0]!, headers);
    const inTrack = (timeSec: number) => trackTime(editAt(edits, timeSec), timeSec);
    expect(edits.map(({ fromSec, toSec }) => [fromSec, toSec])).toEqual([
      [0, 0.6],
      [0.6, 1.4],
    ]);
    expect(inTrack(0.55)).toBeCloseTo(0.55, 6);
    expect(inTrack(0.65)).toBeCloseTo(1.25, 6);
    // Behind the end there is nothing but the last moment.
    expect(inTrack(9)).toBeCloseTo(2, 4);
  });

  it("knows what a track holds, and a list of tracks that breaks off", async () => {
    const kinds = async (name: string) =>
      (await readMp4Headers(media(name))).tracks?.map(({ handler, sampleEntry }) => [
        handler,
        sampleEntry,
      ]) ?? null;
    expect(await kinds("encrypted.mp4")).toEqual([["vide", "encv"]]);
    expect(await kinds("shop.m4v")).toEqual([["vide", "drmi"]]);
    expect(await kinds("audio-only.mp4")).toEqual([["soun", "mp4a"]]);
    expect(await kinds("cut-in-header.mp4")).toBeNull();
    expect(await kinds("vp9.webm")).toBeNull();
  });

  it("reads nothing wrong from any part of a file", async () => {
    const bytes = new Uint8Array(await media("two-edits.mp4").arrayBuffer());
    for (let end = 0; end < bytes.length; end += 7) {
      const { tracks } = await readMp4Headers(new Blob([bytes.slice(0, end)]));
      expect(tracks).toBeNull();
    }
  });
});

describe("what an MKV says of its tracks", () => {
  it.each([
    ["h264.mkv", [{ kind: "video", packing: "plain" }]],
    ["live.webm", [{ kind: "video", packing: "plain" }]],
    ["packed.mkv", [{ kind: "video", packing: "compressed" }]],
    ["encrypted.mkv", [{ kind: "video", packing: "encrypted" }]],
    ["subtitles-only.mkv", [{ kind: "subtitles", packing: "plain" }]],
  ])("%s", async (name, tracks) => {
    expect(await readMatroskaTracks(media(name))).toEqual(tracks);
  });
});
