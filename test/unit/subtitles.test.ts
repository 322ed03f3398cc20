import { describe, expect, it } from "vitest";
import {
  decodeSubtitles,
  findCues,
  MOST_SUBTITLE_BYTES,
  parseSubtitles,
  readSubtitles,
  saidAt,
} from "../../src/base/subtitles/parse.ts";
import { processorMs } from "../support/processor-ms.ts";

const SRT = `1
00:00:01,000 --> 00:00:02,500
First line
second line

2
00:01:03,25 --> 00:01:04,000
<i>It was</i> {\\an8}late &amp; dark
`;

const CUES = [
  { fromSec: 1, toSec: 2.5, text: "First line\nsecond line" },
  { fromSec: 63.25, toSec: 64, text: "It was late & dark" },
];

const fileOf = (content: BlobPart) => new File([content], "clip.srt");

describe("subtitles", () => {
  it.each([
    ["SubRip", SRT],
    ["with a byte order mark", `\uFEFF${SRT}`],
    ["with the line ends of Windows", SRT.replaceAll("\n", "\r\n")],
    ["with the line ends of old Macs", SRT.replaceAll("\n", "\r")],
    ["without indices", SRT.replaceAll(/^\d\n/gm, "")],
    ["without blank lines", SRT.replaceAll("\n\n", "\n")],
    ["with blank lines twice", SRT.replaceAll("\n\n", "\n\n\n")],
    [
      "as WebVTT",
      `WEBVTT - a title\n\nSTYLE\n::cue { color: red }\n\nNOTE 00:00 is no time\n\n${SRT}`,
    ],
    ["without hours", SRT.replaceAll("00:0", "0")],
    ["with points", SRT.replaceAll(",", ".")],
    ["with settings", SRT.replaceAll(/(-->.*)/g, "$1 align:start position:10%")],
    ["in the wrong order", SRT.split("\n\n").toReversed().join("\n\n")],
  ])("%s", (_, text) => {
    expect(parseSubtitles(text.replace(/^\uFEFF/, ""))).toEqual(CUES);
  });

  it("overlap, and are said together", () => {
    const cues = parseSubtitles("00:01.0 --> 00:05.0\nOne\n\n00:03.0 --> 00:04.0\nTwo");
    expect(saidAt(cues, 0.5)).toBe("");
    expect(saidAt(cues, 2)).toBe("One");
    expect(saidAt(cues, 3)).toBe("One\nTwo");
    expect(saidAt(cues, 4)).toBe("One");
    expect(saidAt(cues, 5)).toBe("");
  });

  it("without length or text are none", () => {
    expect(parseSubtitles("00:05.0 --> 00:05.0\nNo time")).toEqual([]);
    expect(parseSubtitles("00:05.0 --> 00:04.0\nBackwards")).toEqual([]);
    expect(parseSubtitles("00:05.0 --> 00:06.0\n<b> </b>")).toEqual([]);
    expect(parseSubtitles("")).toEqual([]);
  });

  it("are read in the encodings that files have", async () => {
    const text = "00:01,000 --> 00:02,000\nCafé à Köln";
    const latin = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    expect(decodeSubtitles(latin)).toBe(text);
    expect(decodeSubtitles(new TextEncoder().encode(text))).toBe(text);
    const utf16 = new Uint8Array(2 + 2 * text.length);
    utf16.set([0xff, 0xfe]);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      utf16.set([unit & 255, unit >> 8], 2 + 2 * index);
    }
    expect(decodeSubtitles(utf16)).toBe(text);
    expect(await readSubtitles(fileOf(`\uFEFF${SRT}`), "clip.srt")).toEqual(CUES);
  });

  it("are found by words, whatever their case and accents", () => {
    const cues = parseSubtitles("00:01.0 --> 00:02.0\nCafé in KÖLN\n\n00:03.0 --> 00:04.0\nA café");
    const texts = (search: string) => findCues(cues, search).map(({ text }) => text);
    expect(texts("koln cafe")).toEqual(["Café in KÖLN"]);
    expect(texts("CAFÉ")).toHaveLength(2);
    expect(texts("  ")).toHaveLength(2);
    expect(texts("tea")).toEqual([]);
  });

  it("that are none are refused", async () => {
    const refusal = (content: BlobPart) =>
      readSubtitles(fileOf(content), "clip.srt").catch((thrown: unknown) => thrown);
    expect(await refusal("just a letter")).toMatchObject({ code: "subtitles-unreadable" });
    const large = new Uint8Array(MOST_SUBTITLE_BYTES + 1);
    expect(await refusal(large)).toMatchObject({ code: "subtitles-too-large" });
  });

  it("of 10 MB are read in bounded time, whatever is in them", async () => {
    const most = MOST_SUBTITLE_BYTES;
    const repeated = (part: string) => part.repeat(Math.floor(most / part.length));
    const tookMs = await processorMs(() => {
      const many = parseSubtitles(repeated("1\n00:00:01,000 --> 00:00:02,000\nText\n\n"));
      expect(many.length).toBeGreaterThan(200_000);
      for (const part of ["<", "{\\", "0", "00:00", "00:00:01,000 --> ", "&", " ", "\n", "a<b\n"])
        expect(parseSubtitles(repeated(part))).toEqual([]);
      const long = parseSubtitles(`00:01.0 --> 00:02.0\n${repeated("<b")}`);
      expect(long).toHaveLength(1);
    });
    expect(tookMs).toBeLessThan(20_000);
  });
});
