import { describe, expect, test } from "vitest";
import { costOf, decodeRate } from "../../../src/app/values/cost.ts";
import { UNIT } from "../../../src/app/values/format.ts";
import { finishedSentences } from "../../../src/app/conversation/sentences.ts";
import { BIN_CENTRES, lookedAt } from "../../../src/base/sampling.ts";
import { beforeLine } from "../../../src/app/timings/stage-words.ts";
import type { Waterfall } from "../../../src/app/timings/waterfall.ts";
import type { FramesAnswer } from "../../../src/engine/api.ts";
import type { FramesTurn } from "../../../src/store/ask/types.ts";
import { madePlan, madeReport } from "../../support/reports.ts";

const plan = madePlan({ method: "uniform", retention: 0.5 }, [18, 18]);
const turn: FramesTurn = {
  kind: "frames",
  id: 1,
  question: "?",
  subtitles: [],
  earlier: 0,
  maxTokens: 96,
  text: "",
  pieces: 0,
  lastPieceMs: 0,
  state: { phase: "waiting" },
  fileKey: 1,
  videoName: "clip.mp4",
  isSample: false,
  model: null,
  known: null,
  request: plan.request,
  frames: 2,
  looking: {},
  looked: lookedAt({ sampling: BIN_CENTRES, stepTokens: null }, {}, 2),
  plan,
};

describe("costOf", () => {
  test("knows the tokens before the first word, and nothing of time", () => {
    expect(costOf(turn)).toEqual({
      firstTokenMs: null,
      kept: 36,
      average: null,
      total: 72,
      tokensPerSec: null,
      kvBytes: 36 * 1_024,
      positions: null,
      reused: null,
    });
  });

  test("counts live: the first token is no step", () => {
    const live = (pieces: number, lastPieceMs: number): FramesTurn => ({
      ...turn,
      pieces,
      lastPieceMs,
      state: { phase: "streaming", firstTokenMs: 500, before: null },
    });
    expect(costOf(live(1, 500)).tokensPerSec).toBeNull();
    expect(costOf(live(11, 1_500))).toMatchObject({ firstTokenMs: 500, tokensPerSec: 10 });
  });

  test("takes the report's figures when there is one, stopped answers too", () => {
    const report = madeReport({ videoReused: true });
    const cost = costOf({ ...turn, state: { phase: "stopped", report } });
    expect(cost).toMatchObject({ firstTokenMs: 400, tokensPerSec: 20, reused: "video reused" });
    expect(cost.kept).toBe(report.plan.kept);
  });

  test("says how much of the prefill was done before the question came", () => {
    const report = madeReport({ videoReused: true, aheadMs: 314 });
    const { reused } = costOf({ ...turn, state: { phase: "done", report } });
    expect(reused).toBe(`0.31${UNIT}s of prefill before you asked`);
    const before = (given: Partial<FramesAnswer>) =>
      beforeLine({ beforeMs: 1_200, lanes: [] } as unknown as Waterfall, madeReport(given));
    expect(before({ videoReused: true, aheadMs: 314 })).toBe(
      `Video work, 1.20${UNIT}s, and 0.31${UNIT}s of prefill before you asked`,
    );
    expect(before({ videoReused: true })).toBe(`Video work reused, 1.20${UNIT}s`);
  });

  test("says how far into the language model the video was reused", () => {
    const request = { method: "pdrop", retention: 0.5 } as const;
    const plan = madePlan(request, [12, 12, 12]);
    const survivors = [2, 6].map((layer) => ({ layer, tokens: new Uint32Array(3), recycled: [] }));
    const words = (videoReused: boolean) => {
      const report = madeReport({ plan, survivors, videoReused });
      return costOf({ ...turn, state: { phase: "done", report } }).reused;
    };
    expect(words(true)).toBe("video reused up to layer 2");
    expect(words(false)).toBeNull();
  });

  test("says where tokens stood when some were dropped", () => {
    const done = (kept: number[]) => {
      const report = madeReport({ plan: madePlan(turn.request, kept), positions: "compact" });
      return costOf({ ...turn, state: { phase: "done", report } }).positions;
    };
    expect(done([18, 18])).toBe("compact");
    expect(done([36, 36])).toBeNull();
  });
});

test("an answer of one token has no decode speed", () => {
  expect(decodeRate(madeReport({ steps: 0, stepMs: 0 }))).toBeNull();
});

describe("finishedSentences", () => {
  test("holds the last sentence back while it may grow", () => {
    expect(finishedSentences("A star. Then a", false)).toEqual(["A star."]);
    expect(finishedSentences("A star. Then a", true)).toEqual(["A star.", "Then a"]);
  });

  test("is empty for no text", () => {
    expect(finishedSentences("", true)).toEqual([]);
    expect(finishedSentences("A", false)).toEqual([]);
  });
});
