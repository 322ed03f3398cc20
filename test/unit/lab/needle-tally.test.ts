import { powerOf, readExpected } from "../../../tools/lab/suites/needle/power.ts";
import { describe, expect, it } from "vitest";
import type { NeedleTry } from "../../../tools/lab/page/eval-needle.ts";
import { readNeedleArms } from "../../../tools/lab/suites/needle/arms.ts";
import { compareArms } from "../../../tools/lab/suites/needle/compare.ts";
import {
  type NeedleDocument,
  needleMarkdown,
  needleTable,
} from "../../../tools/lab/suites/needle/report.ts";
import { type NeedleClip, needleClips } from "../../../tools/lab/suites/needle/suite.ts";
import {
  chanceLevels,
  type NeedleResult,
  tallyNeedle,
} from "../../../tools/lab/suites/needle/tally.ts";

const ARMS = readNeedleArms("x2l,all-compact,uniform,all-detailed");
const CLIPS = needleClips({
  clips: 8,
  seed: 30_000,
  seconds: [60],
  chunkFrames: 8,
});
const chunksOf = ({ questions }: NeedleClip): readonly number[] => questions[0]?.chunks ?? [];

/** How a fake arm does: right where `isRight` says so. */
const answers = (
  clip: NeedleClip,
  isRight: (kind: string, tried: number) => boolean,
  chunks: NeedleTry["chunks"],
): NeedleResult => ({
  readMs: 1000,
  samples: clip.questions.map(({ kind, answer }) =>
    [0, 1, 2, 3].map((tried) => ({
      got: isRight(kind, tried) ? answer : "Nothing.",
      entries: 700,
      kvBytes: 1_400_000,
      firstTokenMs: kind === clip.questions[0]?.kind && tried === 0 ? 500 : 20,
      chunks,
    })),
  ),
});

const found = (clip: NeedleClip): NeedleTry["chunks"] => ({
  detailed: 3,
  found: chunksOf(clip).length,
  ranks: chunksOf(clip).map((_, i) => i + 1),
});

// x2l is always right; all-compact misses the last wording of everything but the count; uniform is right in what is common.
const RECORDS = CLIPS.map((clip) => ({
  index: clip.index,
  byRequest: {
    x2l: answers(clip, () => true, found(clip)),
    "all-compact": answers(clip, (kind, tried) => tried < 3 || kind === "count", {
      detailed: 0,
      found: 0,
      ranks: chunksOf(clip).map(() => 1),
    }),
    uniform: answers(clip, (kind) => /^(color|shape|background|place|scenes)/.test(kind), null),
    "all-detailed": { unfit: "context" },
  },
}));

const RESULTS = tallyNeedle(ARMS, CLIPS, RECORDS);
const of = (name: string) => RESULTS.find((result) => result.name === name)!;

describe("the tally of the needle suite", () => {
  it("counts a sample when all four wordings are right, and single answers beside it", () => {
    expect(of("x2l")).toMatchObject({ clips: 8, accuracy: 1, plain: 1 });
    expect(of("uniform")).toMatchObject({
      accuracy: 0,
      plain: 0,
      byTask: { common: { accuracy: 1 } },
    });
    const { byTask } = of("all-compact");
    expect(byTask.retrieval).toMatchObject({ accuracy: 0, plain: 0.75 });
    expect(byTask.counting).toMatchObject({ n: 6, accuracy: 1, plain: 1 });
  });

  it("leaves what is common out of the whole, and knows lengths", () => {
    const needle = CLIPS.flatMap(({ questions }) => questions).filter(
      ({ task }) => task !== "common",
    );
    expect(of("x2l").n).toBe(needle.length);
    expect(of("x2l").bySeconds["60"]?.all?.n).toBe(needle.length);
    expect(of("x2l").byTask.common?.n).toBe(8);
  });

  it("says where an arm did not fit, and counts nothing there", () => {
    expect(of("all-detailed")).toMatchObject({ clips: 0, n: 0, unfit: { context: 8 } });
  });

  it("tells what was found, where the question decides", () => {
    expect(of("x2l").recallAtK).toBe(1);
    expect(of("x2l").recallByTask).toEqual({ retrieval: 1, named: 1, ordering: 1, counting: 1 });
    expect(of("all-compact").recallAtK).toBe(0);
    expect(of("uniform").recallAtK).toBeNull();
    expect(of("all-compact").needleRank).toBeNull();
    expect(of("x2l").needleRank).toBeGreaterThanOrEqual(1);
  });

  it("gives times as ratios to the reading", () => {
    expect(of("x2l").firstToken).toEqual({ first: 0.5, later: 0.02 });
    expect(of("uniform").reading).toBe(1);
  });

  it("knows what a constant answer gets", () => {
    const chance = chanceLevels(CLIPS);
    // One, two and three things equally often, and one answer for all.
    expect(chance.counting).toBeCloseTo(1 / 3);
    expect(chance.all).toBeLessThan(1);
  });
});

describe("the comparison of two arms", () => {
  const paired = compareArms("x2l", ["all-compact", "uniform", "all-detailed"], CLIPS, RECORDS);

  it("takes the samples that both have", () => {
    expect(new Set(paired.map(({ versus }) => versus))).toEqual(
      new Set(["all-compact", "uniform"]),
    );
    const retrieval = paired.find(
      ({ versus, task }) => versus === "all-compact" && task === "retrieval",
    );
    const n = of("x2l").byTask.retrieval!.n;
    expect(retrieval).toMatchObject({
      n,
      onlyArm: n,
      onlyVersus: 0,
      points: { mean: 100, low: 100, high: 100 },
      plainPoints: { mean: 25 },
      p: 2 / 2 ** n,
    });
    const counting = paired.find(
      ({ versus, task }) => versus === "all-compact" && task === "counting",
    );
    expect(counting).toMatchObject({ onlyArm: 0, onlyVersus: 0, p: 1, points: { mean: 0 } });
  });

  it("is in the report with the command, without any NaN", () => {
    const document: NeedleDocument = {
      suite: "needle",
      model: "m",
      adapter: "soft",
      runtime: "wasm",
      clips: 8,
      seed: 30_000,
      isTuning: true,
      seconds: [60],
      chunks: 3,
      shares: { detailed: 1 / 2, compact: 1 / 16 },
      chunkFrames: 8,
      tries: 4,
      passing: null,
      node: false,
      power: powerOf(CLIPS, readExpected("13,3")),
      command: "npm run -s lab -- eval needle --clips 8",
      arms: RESULTS,
      controls: { chance: chanceLevels(CLIPS), arms: [] },
      paired,
    };
    const text = needleMarkdown(document);
    expect(text).toContain("50 % of a chunk's tokens in detail and 6.25 % in compact form");
    expect(text).toContain("for tuning");
    expect(text).toContain("each a real video file");
    expect(needleMarkdown({ ...document, node: true })).toContain("each drawn straight to pixels");
    expect(text).toContain("| all-detailed | 0 (8 did not fit) | – |");
    expect(text).toMatch(/\| x2l − uniform \| all \| \d+ \| \+100\.0 \[\+100\.0, \+100\.0\] \|/);
    expect(text).toContain("npm run -s lab -- eval needle --clips 8");
    expect(`${text}${needleTable(document)}`).not.toContain("NaN");
  });
});
