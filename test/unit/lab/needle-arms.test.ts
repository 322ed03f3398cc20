import { describe, expect, it } from "vitest";
import { UsageError } from "../../../tools/lab/cli/options.ts";
import {
  DEFAULT_ARMS,
  entriesOf,
  needleJob,
  type NeedleSettings,
  readNeedleArms,
} from "../../../tools/lab/suites/needle/arms.ts";
import { type NeedleClip, needleClips } from "../../../tools/lab/suites/needle/suite.ts";

const SETTINGS: NeedleSettings = {
  chunks: 3,
  shares: { detailed: 1 / 2, compact: 1 / 16 },
  chunkFrames: 8,
  tokensPerFrame: 36,
  maxPositions: 2048,
};
const CLIPS = needleClips({
  clips: 32,
  seed: 30_000,
  seconds: [60, 120, 240],
  chunkFrames: 8,
});
const needlesOf = ({ questions }: NeedleClip, question: number): readonly number[] =>
  questions[question]?.chunks ?? [];
const clipOf = (seconds: number, needles: number): NeedleClip =>
  CLIPS.find((clip) => clip.seconds === seconds && clip.spec.needles.length === needles)!;

const jobOf = (name: string, clip: NeedleClip, settings = SETTINGS) =>
  needleJob(readNeedleArms(name)[0]!, clip, settings);

/** Chunks that are forced in, by question. */
const forced = (name: string, clip: NeedleClip): number[][] =>
  (jobOf(name, clip).ask.forced ?? []).map((chunks) =>
    chunks.map(([chunk, isIn]) => {
      expect(isIn).toBe(true);
      return chunk;
    }),
  );

describe("the arms of the needle suite", () => {
  it("are known by name, the default ones too", () => {
    expect(readNeedleArms(DEFAULT_ARMS).map(({ name }) => name)).toEqual(DEFAULT_ARMS.split(","));
    const [spelled] = readNeedleArms("x2l:ranks+2pass+prototypes+still+reuse=0.02:query");
    expect(spelled).toMatchObject({
      base: "x2l",
      reading: {
        scorer: "ranks",
        passes: 2,
        prototypes: true,
        copiesStill: true,
        reuseBelow: 0.02,
      },
      relevance: "query",
    });
  });

  it("are given what stands out alone where that is spelled out", () => {
    const [plain, focused] = readNeedleArms("x2l:cover:newest,x2l:cover:newest+focus");
    expect(plain).toMatchObject({ relevance: "newest", focus: false });
    expect(focused).toMatchObject({ relevance: "newest", focus: true });
    expect(() => readNeedleArms("x2l:cover:newest+more")).toThrow(UsageError);
  });

  it.each([
    "",
    "best",
    "x2l,x2l",
    "x2l:vidcom2",
    "x2l:best:query",
    "x2l:vidcom2:best",
    "x2l:vidcom2+3pass:query",
    "x2l:vidcom2+reuse=2:query",
    "x2l:vidcom2+context=0:query",
    "x2l:vidcom2:query:more",
    "all-compact:vidcom2:query",
  ])("refuse %j", (list) => {
    expect(() => readNeedleArms(list)).toThrow(UsageError);
  });

  it("share one reading where only the question's chunks differ", () => {
    const clip = clipOf(120, 2);
    const memory = ["x2l", "all-compact", "all-detailed", "x2l-oracle", "x2l-anti", "x2l-random"];
    expect(new Set(memory.map((name) => jobOf(name, clip).key)).size).toBe(1);
    const own = ["uniform", "uniform-equal", "single-level", "x2l:uniform:query", "blank", "x2l"];
    expect(new Set(own.map((name) => jobOf(name, clip).key)).size).toBe(own.length);
  });

  it("leave scorer and relevance to the engine unless they are spelled out", () => {
    const clip = clipOf(60, 1);
    expect(jobOf("x2l", clip).ask).not.toHaveProperty("relevance");
    expect(jobOf("x2l", clip).look).not.toHaveProperty("read.scorer");
    expect(jobOf("x2l:uniform:query", clip)).toMatchObject({
      look: { read: { scorer: "uniform" } },
      ask: { chunks: 3, relevance: "query" },
    });
  });
});

describe("the budget of the rivals", () => {
  it("is what two levels take", () => {
    // 60 s: 8 chunks, the last of 4 frames. L 144 (72), H 18: first, last, three, and three compact ones.
    expect(entriesOf(60, SETTINGS)).toBe(144 + 72 + 3 * 144 + 3 * 18);
    expect(entriesOf(120, SETTINGS)).toBe(5 * 144 + 10 * 18);
    expect(entriesOf(24, SETTINGS)).toBe(3 * 144); // more chunks wanted than there are
    // A quarter of the context, 512 places, for 74 chunks: 6 each.
    expect(entriesOf(600, SETTINGS)).toBe(5 * 144 + 70 * 6);
  });

  it("is spent on whole frames, at least as many tokens, or on one share of every chunk", () => {
    const clip = clipOf(120, 1);
    const { look } = jobOf("uniform-equal", clip);
    expect(look).toMatchObject({ kind: "sample", frames: Math.ceil(900 / 36) });
    const single = jobOf("single-level", clip).look;
    const share = 900 / 4320;
    // Nothing gives way: there is one level.
    expect(single).toMatchObject({
      read: { shares: { detailed: share, compact: share }, contextShare: 1 },
    });
  });
});

describe("chunks that are forced", () => {
  it.each([60, 120, 240])("hold the needles with the oracle, at %i s", (seconds) => {
    for (const needles of [1, 2, 3]) {
      const clip = clipOf(seconds, needles);
      const lists = forced("x2l-oracle", clip);
      expect(lists).toHaveLength(clip.questions.length);
      for (const [i, chunks] of lists.entries()) {
        expect(chunks).toHaveLength(3);
        expect(needlesOf(clip, i).every((chunk) => chunks.includes(chunk))).toBe(true);
      }
    }
  });

  it("never hold them with the anti-oracle", () => {
    for (const clip of CLIPS) {
      for (const [i, chunks] of forced("x2l-anti", clip).entries()) {
        expect(chunks).toHaveLength(3);
        expect(needlesOf(clip, i).some((chunk) => chunks.includes(chunk))).toBe(false);
      }
    }
  });

  it("are as many as asked for, none of them an end or twice, the same each time", () => {
    for (const name of ["x2l-oracle", "x2l-anti", "x2l-random"]) {
      for (const clip of CLIPS) {
        const last = Math.ceil(clip.seconds / 8) - 1;
        for (const chunks of forced(name, clip)) {
          expect(new Set(chunks).size).toBe(3);
          expect(chunks.every((chunk) => chunk > 0 && chunk < last)).toBe(true);
        }
        expect(forced(name, clip)).toEqual(forced(name, clip));
      }
    }
  });

  it("differ from sample to sample at random, and find the needle as often as chance", () => {
    let [found, n] = [0, 0];
    for (const clip of CLIPS.filter(({ seconds }) => seconds === 240)) {
      for (const [i, chunks] of forced("x2l-random", clip).entries()) {
        n += needlesOf(clip, i).length;
        found += needlesOf(clip, i).filter((chunk) => chunks.includes(chunk)).length;
      }
    }
    expect(n).toBeGreaterThan(50);
    expect(found / n).toBeLessThan(0.25); // 3 of 28
    expect(new Set(forced("x2l-random", clipOf(240, 3)).map(String)).size).toBeGreaterThan(1);
  });
});
