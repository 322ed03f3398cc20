import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { answered } from "../../tools/samples/answers.ts";
import { CLIPS, HEIGHT, TICKS, WIDTH } from "../../tools/samples/clips.ts";
import { sampleClip } from "../../tools/world/index.ts";

const FOLDER = new URL("../../public/samples/", import.meta.url);

describe("public/samples", () => {
  it("lists every clip with the questions and the true answers of its seed", () => {
    const list: unknown = JSON.parse(readFileSync(new URL("samples.json", FOLDER), "utf8"));
    expect(list).toEqual(
      CLIPS.map((clip) => ({
        file: clip.file,
        title: clip.title,
        about: clip.about,
        durationSec: clip.seconds,
        questions: answered(clip, sampleClip(clip.seed, { frames: TICKS, aspect: WIDTH / HEIGHT })),
      })),
    );
  });

  it("is at most 3 MB, with at least five clips in three codecs", () => {
    const bytes = CLIPS.map(({ file }) => statSync(new URL(file, FOLDER)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
    expect(CLIPS.length).toBeGreaterThanOrEqual(5);
    expect(new Set(CLIPS.map(({ codec }) => codec))).toEqual(new Set(["avc", "vp9", "av1"]));
  });

  it("has a clip in which nothing happens, and one in which three things do", () => {
    const answers = CLIPS.flatMap((clip) =>
      answered(clip, sampleClip(clip.seed, { frames: TICKS, aspect: WIDTH / HEIGHT })),
    ).map(({ answer }) => answer);
    expect(answers).toContain("Nothing.");
    expect(answers).toContain("Three.");
  });
});
