// Subtitles in tracks of a file: those of ffmpeg's own files against its own reading of them, those of another muxer, and what
// no program here writes.

import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { BufferTarget, Mp4OutputFormat, Output, TextSubtitleSource } from "mediabunny";
import { describe, expect, it } from "vitest";
import { parseSubtitles, type Cue } from "../../../src/base/subtitles/parse.ts";
import { readSubtitleTracks } from "../../../src/media/subtitles/read-tracks.ts";
import { block, EBML, element, joined, number, text } from "../../support/matroska.ts";
import truth from "../../support/subtitles-truth.json" with { type: "json" };

const bytesOf = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../media/${name}`, import.meta.url))));
const media = (name: string): Blob => new Blob([bytesOf(name)]);

/** ffmpeg gives milliseconds. */
const rounded = (cues: readonly Cue[]): Cue[] =>
  cues.map(({ fromSec, toSec, text: said }) => ({
    fromSec: Math.round(fromSec * 1_000) / 1_000,
    toSec: Math.round(toSec * 1_000) / 1_000,
    text: said,
  }));

describe("tracks of text", () => {
  it.each(Object.entries(truth))("%s says what ffmpeg reads", async (name, srt) => {
    const tracks = await readSubtitleTracks(media(name));
    expect(tracks.map(({ cues }) => rounded(cues))).toEqual(srt.map(parseSubtitles));
    expect(tracks.every(({ cues }) => cues.length >= 2)).toBe(true);
  });

  it("have names, languages, and one that players show", async () => {
    const about = async (name: string) =>
      (await readSubtitleTracks(media(name))).map(({ title, language, isDefault }) => [
        title,
        language,
        isDefault,
      ]);
    expect(await about("subtitled.mkv")).toEqual([
      [null, "eng", false],
      [null, "deu", true],
      ["Signs", "und", false],
    ]);
    expect(await about("subtitled.mp4")).toEqual([
      [null, "eng", true],
      [null, "deu", false],
    ]);
  });

  it("are none in files without, and in what is no video", async () => {
    for (const name of ["h264.mkv", "vp9.webm", "h264-aac.mp4", "text.mp4", "moving.avif"])
      expect(await readSubtitleTracks(media(name))).toEqual([]);
    expect(await readSubtitleTracks(new Blob())).toEqual([]);
  });

  it.each(["subtitled.mkv", "subtitled.mp4", "subtitled-fragments.mp4", "subtitled-mixed.mp4"])(
    "say nothing wrong where %s breaks off",
    async (name) => {
      const bytes = bytesOf(name);
      const whole = await readSubtitleTracks(new Blob([bytes]));
      const known = new Set(whole.flatMap(({ cues }) => cues.map(({ text: said }) => said)));
      for (let end = 0; end < bytes.length; end += 5) {
        const tracks = await readSubtitleTracks(new Blob([bytes.slice(0, end)]));
        const said = tracks.flatMap(({ cues }) => cues.map(({ text: one }) => one));
        expect(said.filter((one) => ![...known].some((all) => all.startsWith(one)))).toEqual([]);
      }
    },
  );

  it("stop being read when nobody waits any more", async () => {
    const reason = new Error("closed");
    await expect(
      readSubtitleTracks(media("subtitled.mkv"), AbortSignal.abort(reason)),
    ).rejects.toBe(reason);
  });
});

it.each(["in-memory", "fragmented"] as const)(
  "WebVTT in an MP4, as mediabunny writes it %s",
  async (fastStart) => {
    const target = new BufferTarget();
    const output = new Output({ format: new Mp4OutputFormat({ fastStart }), target });
    const source = new TextSubtitleSource("webvtt");
    output.addSubtitleTrack(source, { languageCode: "eng" });
    await output.start();
    await source.add(
      "WEBVTT\n\n00:01.000 --> 00:03.000\nGood <i>morning</i>,\nall.\n\n00:02.000 --> 00:04.000\nHello.\n\n00:06.000 --> 00:07.000\nBye.\n",
    );
    await output.finalize();
    const [track, ...others] = await readSubtitleTracks(new Blob([target.buffer!]));
    expect(others).toEqual([]);
    // What is said at once stands in one sample.
    expect(rounded(track!.cues)).toEqual([
      { fromSec: 1, toSec: 2, text: "Good morning,\nall." },
      { fromSec: 2, toSec: 3, text: "Good morning,\nall.\nHello." },
      { fromSec: 3, toSec: 4, text: "Hello." },
      { fromSec: 6, toSec: 7, text: "Bye." },
    ]);
  },
);

describe("an MKV", () => {
  const said = (line: string) => new TextEncoder().encode(line);
  const track = (...packing: readonly Uint8Array[]) =>
    element(
      0x1654ae6b,
      element(
        0xae,
        joined(number(0xd7, 3), number(0x83, 17), text(0x86, "S_TEXT/UTF8"), ...packing),
      ),
    );
  const compressed = (...parts: readonly Uint8Array[]) =>
    element(0x6d80, element(0x6240, element(0x5034, joined(...parts))));
  const group = (...parts: readonly Uint8Array[]) => element(0xa0, joined(...parts));
  const cluster = (...parts: readonly Uint8Array[]) =>
    joined(element(0x1f43b675, null), number(0xe7, 2_000), ...parts);
  const cuesOf = async (...parts: readonly Uint8Array[]) =>
    (await readSubtitleTracks(new Blob([joined(EBML, element(0x18538067, null), ...parts)])))[0]
      ?.cues ?? [];

  it("whose lengths are not known, with a cue that says none, and a duration before its block", async () => {
    expect(
      await cuesOf(
        track(),
        cluster(
          element(0xa3, block(1, 0, new Uint8Array(90_000))),
          element(0xa3, block(3, 10, said("One"))),
          group(number(0x9b, 500), element(0xa1, block(3, 1_500, said("Two")))),
          group(element(0xa1, block(3, -500, said("Zero"))), number(0x9b, 100)),
        ),
      ).then(rounded),
    ).toEqual([
      { fromSec: 1.5, toSec: 1.6, text: "Zero" },
      { fromSec: 2.01, toSec: 3.5, text: "One" },
      { fromSec: 3.5, toSec: 4, text: "Two" },
    ]);
  });

  it("whose blocks are compressed, or share a beginning", async () => {
    const deflated = compressed(number(0x4254, 0));
    const one = (body: Uint8Array) =>
      cluster(group(element(0xa1, block(3, 0, body)), number(0x9b, 100)));
    expect(await cuesOf(track(deflated), one(deflateSync("Packed.")))).toMatchObject([
      { text: "Packed." },
    ]);
    // What unpacks to more than any cue has is cut.
    const [bomb] = await cuesOf(track(deflated), one(deflateSync("a".repeat(10 ** 6))));
    expect(bomb?.text).toHaveLength(2 ** 16);
    expect(await cuesOf(track(deflated), one(said("no zlib")))).toEqual([]);
    const stripped = compressed(number(0x4254, 3), element(0x4255, said("Good ")));
    expect(await cuesOf(track(stripped), one(said("day.")))).toMatchObject([{ text: "Good day." }]);
  });

  it("whose text is encrypted, laced, or a picture is left alone", async () => {
    const one = cluster(group(element(0xa1, block(3, 0, said("x"))), number(0x9b, 100)));
    const encrypted = element(0x6d80, element(0x6240, element(0x5035, new Uint8Array())));
    expect(await cuesOf(track(encrypted), one)).toEqual([]);
    expect(await cuesOf(track(compressed(number(0x4254, 2))), one)).toEqual([]);
    const laced = cluster(element(0xa3, block(3, 0, said("x"), 0x02)));
    expect(await cuesOf(track(), laced)).toEqual([]);
  });
});
