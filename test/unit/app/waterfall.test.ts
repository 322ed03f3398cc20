import { describe, expect, test } from "vitest";
import { laneMs, laneNote, sliceDetail } from "../../../src/app/timings/stage-words.ts";
import { timingsJson } from "../../../src/app/timings/timings-json.ts";
import { STAGES } from "../../../src/engine/catalogue.ts";
import { waterfallOf } from "../../../src/app/timings/waterfall.ts";
import { madePlan, madeReport, madeSpan } from "../../support/reports.ts";

const video = [
  madeSpan("decode", 0, 30, 1),
  madeSpan("decode", 34, 64, 1),
  madeSpan("encode", 40, 500, 2),
  madeSpan("pool", 500, 509, 2),
];
const planSpans = [madeSpan("score", 520, 534, 2)];
/** Asked at 60 000; first token at 60 400. */
const report = madeReport({
  plan: madePlan({ method: "vidcom2", retention: 0.25 }, [9, 9], { spans: planSpans }),
  firstTokenMs: 400,
  spans: [
    madeSpan("splice", 60_080, 60_090, 1),
    madeSpan("prefill", 60_100, 60_400, 38),
    madeSpan("step", 60_400, 60_450),
    madeSpan("step", 60_450, 60_500),
  ],
});

describe("waterfallOf", () => {
  test("before any question shows the video's stages and the plan's, all of them done once", () => {
    const { lanes, askedAtMs, firstTokenAtMs, lengthMs } = waterfallOf(video, planSpans, null);
    const ran = lanes.filter(({ slices }) => slices.length > 0);
    expect(ran.map(({ stage }) => stage)).toEqual(["decode", "encode", "pool", "score"]);
    expect(lanes.flatMap(({ slices }) => slices).every(({ cause }) => cause === "before")).toBe(
      true,
    );
    expect([askedAtMs, firstTokenAtMs, lengthMs]).toEqual([null, null, 534]);
  });

  test("has a lane for each stage in the order of the pipeline, whatever ran", () => {
    const stages = ({ lanes }: ReturnType<typeof waterfallOf>) => lanes.map(({ stage }) => stage);
    expect(stages(waterfallOf(video, planSpans, report))).toEqual(STAGES);
    expect(stages(waterfallOf(video, planSpans, null))).toEqual(STAGES);
    expect(stages(waterfallOf([], [], null))).toEqual(STAGES);
  });

  test("tells what was done for the question from what was there before", () => {
    const { lanes, beforeMs } = waterfallOf(video, [], report);
    const causes = Object.fromEntries(
      lanes.map(({ stage, slices }) => [stage, [...new Set(slices.map(({ cause }) => cause))]]),
    );
    expect(causes).toEqual({
      decode: ["before"],
      preprocess: [],
      encode: ["before"],
      pool: ["before"],
      score: ["before"],
      select: [],
      gather: [],
      splice: ["question"],
      prefill: ["question"],
      remade: [],
      step: ["question"],
    });
    // 0–30, 34–509 (decode and encode overlap), 520–534
    expect(beforeMs).toBe(30 + 475 + 14);
  });

  test("a plan made for the question belongs to it", () => {
    const late = madeReport({
      ...report,
      plan: madePlan({ method: "vidcom2", retention: 0.25 }, [9, 9], {
        spans: [madeSpan("score", 60_010, 60_020, 2)],
      }),
    });
    const score = waterfallOf(video, [], late).lanes.find(({ stage }) => stage === "score");
    expect(score?.slices.map(({ cause }) => cause)).toEqual(["question"]);
  });

  test("places asked the report's time before the first token, after the cut", () => {
    const waterfall = waterfallOf(video, [], report);
    expect(waterfall.breaks).toHaveLength(1);
    expect(waterfall.firstTokenAtMs! - waterfall.askedAtMs!).toBeCloseTo(400, 6);
    const [cut] = waterfall.breaks;
    expect(waterfall.askedAtMs).toBeCloseTo(cut!.atMs + cut!.widthMs, 6);
  });

  test("draws a span once that is in the plan and in the report", () => {
    const twice = madeReport({ ...report, spans: [...planSpans, ...report.spans] });
    const score = waterfallOf(video, [], twice).lanes.find(({ stage }) => stage === "score");
    expect(score?.slices).toHaveLength(1);
  });

  test("is empty without spans", () => {
    const { lanes, lengthMs, beforeMs } = waterfallOf([], [], null);
    expect(lanes.flatMap(({ slices }) => slices)).toEqual([]);
    expect({ lengthMs, beforeMs }).toEqual({ lengthMs: 0, beforeMs: 0 });
  });
});

describe("words of the lanes", () => {
  const { lanes } = waterfallOf(video, [], report);
  const lane = (stage: string) => lanes.find((one) => one.stage === stage)!;

  test("say what went through", () => {
    expect(laneNote(lane("decode"))).toBe("2 frames");
    expect(laneNote(lane("encode"))).toBe("1 batch");
    expect(laneNote(lane("prefill"))).toBe("38 positions");
    expect(laneNote(lane("step"))).toBe("each, 2 steps");
  });

  test("give the time of one step, and the time of all other lanes", () => {
    expect(laneMs(lane("step"))).toBe(50);
    expect(laneMs(lane("decode"))).toBe(60);
    expect(laneMs(lane("select"))).toBeNull();
  });

  test("name the slice that is pointed at", () => {
    expect(sliceDetail(lane("decode"), 1)).toBe("decode 2 of 2: 30\u00a0ms, 1 frame");
  });
});

test("timings as JSON count from the first span and hold every slice", () => {
  const json = timingsJson(waterfallOf(video, [], report), report, {
    video: null,
    model: null,
    adapter: null,
    savedAt: new Date(0),
  });
  const document = JSON.parse(json) as { spans: { startMs: number; cause: string }[] };
  expect(document).toMatchObject({
    kind: "framewise-timings",
    savedAt: "1970-01-01T00:00:00.000Z",
    answer: { firstTokenMs: 400 },
  });
  expect(document.spans).toHaveLength(9);
  expect(document.spans[0]?.startMs).toBe(0);
  expect(document.spans.at(-1)).toMatchObject({
    stage: "step",
    startMs: 60_450,
    cause: "question",
  });
});
