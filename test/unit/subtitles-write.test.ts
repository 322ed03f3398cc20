// Subtitles that are written: what comes back when they are read, and what ffmpeg reads of them.

import { describe, expect, it } from "vitest";
import { CHAPTER_FILES } from "../../src/app/values/chapter-files.ts";
import { parseSubtitles } from "../../src/base/subtitles/parse.ts";
import { srtText, vttText } from "../../src/base/subtitles/write.ts";
import truth from "../support/subtitles-written-truth.json" with { type: "json" };
import { WRITTEN_CUES } from "../../tools/fixtures/written-cues.ts";

const WANTED = [
  { fromSec: 0, toSec: 8, text: "A star appears." },
  { fromSec: 8, toSec: 16, text: "5 < 7 & „grün“ → rot" },
  { fromSec: 3_725.5, toSec: 359_999, text: "zwei\nZeilen" },
];

describe("subtitles", () => {
  it.each([
    ["SubRip", srtText(WRITTEN_CUES), truth.srt],
    ["WebVTT", vttText(WRITTEN_CUES), truth.vtt],
  ])("as %s are what was written, for us and for ffmpeg", (_, text, { written, read }) => {
    expect(parseSubtitles(text)).toEqual(WANTED);
    expect(text).toBe(written); // else ffmpeg read another text
    expect(parseSubtitles(read)).toEqual(WANTED);
  });
});

describe("chapters as files", () => {
  const chapters = [
    { chunk: 0, fromSec: 0, toSec: 8, text: "A *star* appears." },
    { chunk: 1, fromSec: 8, toSec: 16, text: "" },
    { chunk: 2, fromSec: 16, toSec: 3_600, text: "A box,\n<b>red</b>." },
  ];

  it("are a list for people, without those of which nothing was said", () => {
    expect(CHAPTER_FILES["Markdown"]!.text("a_b.mp4", chapters)).toBe(
      [
        String.raw`# What happens in a\_b.mp4`,
        "",
        String.raw`- **0:00–0:08** A \*star\* appears.`,
        String.raw`- **0:16–1:00:00** A box, \<b\>red\</b\>.`,
        "",
      ].join("\n"),
    );
  });

  it("are cues for players", () => {
    const texts = ["A *star* appears.", "A box,\n<b>red</b>."];
    const vtt = CHAPTER_FILES["Chapters (WebVTT)"]!.text("a", chapters);
    expect(parseSubtitles(vtt).map(({ text }) => text)).toEqual(texts);
    expect(parseSubtitles(CHAPTER_FILES["Subtitles (SRT)"]!.text("a", chapters))).toHaveLength(2);
  });
});
