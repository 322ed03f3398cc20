// Methods inside the decoder through the public engine: what a plan promises, what an answer reports, and what is refused.

import { beforeAll, describe, expect, it } from "vitest";
import type { BudgetId, Engine, FramesVideo, ModelInfo } from "../../src/engine/api.ts";
import { frameQuotas } from "../../src/language/frame-quotas.ts";
import { shuffleFramesReference } from "../reference/shuffle-frames.ts";
import { ask } from "../support/ask.ts";
import { sharedEngine } from "../support/engine.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const QUESTION = "What color is the main object?";
const FRAMES = 4;
const TOKENS = FRAMES * 36;

let engine: Engine;
let video: FramesVideo;
let model: ModelInfo;

beforeAll(async () => {
  engine = sharedEngine();
  model = await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
  const response = await fetch("/test/media/h264-aac.mp4");
  const file = new File([await response.blob()], "h264-aac.mp4");
  video = await engine.open(file, { way: { kind: "frames", frames: FRAMES } });
});

const METHODS = [
  { method: "fastv", layers: [1], kept: [48] },
  { method: "pdrop", layers: [1, 2, 3], kept: [82, 41, 20] },
  { method: "sparsevlm", layers: [1, 2, 3], kept: [78, 44, 22] },
  { method: "sparsevlm-plus", layers: [1, 2, 3], kept: [72, 45, 27] },
  { method: "v2drop", layers: [1, 2, 3], kept: [95, 47, 1] },
] as const;

describe.each(METHODS)("$method", ({ method, layers, kept }) => {
  const plan = { method, retention: 0.5 };

  it("plans what stays behind its last cut, and a layer's average", async () => {
    const made = await engine.plan(video, plan);
    expect(made).toMatchObject({ total: TOKENS, kept: kept.at(-1), request: plan });
    expect(Math.abs(made.averageRetention - 0.5) * TOKENS).toBeLessThan(2);
    expect(made.kvBytes).toBeCloseTo(made.averageRetention * TOKENS * model.kvBytesPerToken, 3);
    expect(made.keptMask.every((one) => one === 1)).toBe(true); // it asks first
  });

  it("answers with what is left, and says which tokens those are", async () => {
    const { report } = await ask(engine, video, QUESTION, { plan });
    expect(report.survivors.map(({ layer }) => layer)).toEqual(layers);
    // What a cut merges counts as what it keeps.
    const rows = report.survivors.map(({ tokens, recycled }) => tokens.length + recycled.length);
    expect(rows).toEqual(kept);
    const { tokens, recycled } = report.survivors.at(-1)!;
    const merged = recycled.map(({ token }) => token);
    const last = [...tokens, ...merged].sort((a, b) => a - b);
    expect([...report.plan.keptMask].flatMap((one, i) => (one === 1 ? [i] : []))).toEqual(last);
    const budgets = report.plan.frames.map(({ budget }) => budget);
    expect(budgets.reduce((sum, budget) => sum + budget, 0)).toBe(last.length);
    expect(report.tokens).toMatchObject({ total: TOKENS, kept: kept.at(-1) });

    const whole = await ask(engine, video, QUESTION);
    expect(whole.report.survivors).toEqual([]);
    expect(report.kvBytes).toBeLessThan(0.75 * whole.report.kvBytes);
    const again = await ask(engine, video, QUESTION, { plan });
    expect(again.report.videoReused).toBe(false); // another method was in between
    const second = await ask(engine, video, "What appears briefly?", { plan });
    expect(second.report.videoReused).toBe(true);
    // Of the second question's prefill, what lies behind the first cut is made anew, and shown.
    const span = (stage: string) => second.report.spans.find((one) => one.stage === stage)!;
    const [prefill, remade] = [span("prefill"), span("remade")];
    expect(remade.startMs).toBeGreaterThanOrEqual(prefill.startMs);
    expect(remade.endMs).toBe(prefill.endMs);
    expect(remade.items).toBeGreaterThan(prefill.items);
    expect(whole.report.spans.some(({ stage }) => stage === "remade")).toBe(false);
    expect(again.text).toBe(report.text);
  });

  it("is compared with the answer from all tokens along that answer's tokens", async () => {
    await ask(engine, video, QUESTION, { keepReference: "all" });
    const { report } = await ask(engine, video, QUESTION, { plan, compareWith: "all" });
    expect(report.divergence?.meanKl).toBeGreaterThan(0);
    const nothingDropped = { plan: { method, retention: 1 }, compareWith: "all" };
    const { report: same } = await ask(engine, video, QUESTION, nothingDropped);
    expect(same.divergence?.meanKl).toBeLessThan(1e-6);
  });

  it("keeps all at 100 %, as every method does", async () => {
    const { report } = await ask(engine, video, QUESTION, { plan: { method, retention: 1 } });
    expect(report.survivors).toEqual([]);
    expect(report.tokens).toMatchObject({ kept: TOKENS });
  });

  it("refuses a retention that its first layers exceed, and scores without a question", async () => {
    await expect(engine.plan(video, { method, retention: 0.2 })).rejects.toMatchObject({
      code: "retention-unreachable",
      message: expect.stringContaining("keeps more than 25 % with this model"),
    });
    const features = new Float32Array(2 * 4 * 8).map((_, i) => Math.sin(i));
    const unasked = { code: "method-needs-question" };
    await expect(engine.score(features, [2, 4, 8], plan)).rejects.toMatchObject(unasked);
    await expect(engine.quality(video, plan)).rejects.toMatchObject(unasked);
    await expect(engine.plan(video, { method, retention: 2 })).rejects.toMatchObject({
      code: "retention-invalid",
    });
  });
});

// The rows that SparseVLM merges compete for the quota of the frame in which the middle of their cluster is.
describe.each(METHODS.filter(({ method }) => method !== "sparsevlm"))(
  "$method",
  ({ method, kept }) => {
    const plan = { method, retention: 0.5 };

    it("lets a frame budget share what each cut keeps among the frames", async () => {
      const budgetsOf = async (budget?: BudgetId, seed = 0) => {
        const asked = { ...plan, seed, ...(budget !== undefined && { budget }) };
        const { report } = await ask(engine, video, QUESTION, { plan: asked });
        return report.survivors.map(({ tokens }) =>
          Array.from({ length: FRAMES }, (_, t) =>
            tokens.reduce((sum, token) => sum + Number(Math.floor(token / 36) === t), 0),
          ),
        );
      };
      const even = kept.map((keep) => frameQuotas(keep, [1, 1, 1, 1], [36, 36, 36, 36]));
      expect(await budgetsOf("even")).toEqual(even);
      for (const [own, drawn] of [
        ["vidcom2", "shuffled"],
        ["cover", "shuffled-cover"],
      ] as const) {
        const want = [];
        let room = Array.from({ length: FRAMES }, () => 36);
        for (const keep of kept) {
          const host = { method: "uniform", budget: own, retention: keep / TOKENS } as const;
          const { frames } = await engine.plan(video, host);
          room = frameQuotas(
            keep,
            frames.map(({ retention }) => retention),
            room,
          );
          want.push(room);
        }
        expect(await budgetsOf(own)).toEqual(want);
        if (kept.length > 1) continue; // what a frame has left decides further cuts
        const [first = []] = want;
        expect(await budgetsOf(drawn, 3)).toEqual([shuffleFramesReference(first, 3)]);
      }
      // Without a budget the best of the whole video stay.
      expect(await budgetsOf()).not.toEqual(even);
    });
  },
);

describe("dycoke-steps", () => {
  const plan = { method: "dycoke-steps", retention: 0.6 } as const;

  it("keeps what the first stage keeps, and says what the last step looked at", async () => {
    const made = await engine.plan(video, plan);
    const first = await engine.plan(video, { ...plan, method: "dycoke" });
    expect([...made.keptMask]).toEqual([...first.keptMask]);
    const { report } = await ask(engine, video, QUESTION, { plan });
    expect(report.tokens).toMatchObject({ total: TOKENS, kept: made.kept });
    expect([...report.plan.keptMask]).toEqual([...made.keptMask]);
    const [seen, ...others] = report.survivors;
    expect(others).toEqual([]);
    expect(seen!.layer).toBe(1);
    expect(seen!.tokens.length).toBe(Math.floor((made.kept - 1) * 0.3) + 1);
    expect([...seen!.tokens].every((token) => made.keptMask[token] === 1)).toBe(true);
    const second = await ask(engine, video, "What appears briefly?", { plan });
    expect(second.report.videoReused).toBe(true);
  });

  it("refuses what its first stage cannot reach", async () => {
    await expect(engine.plan(video, { ...plan, retention: 0.3 })).rejects.toMatchObject({
      code: "retention-unreachable",
    });
  });
});
