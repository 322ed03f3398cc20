// Frames that are left out through the public engine: what the plan says, what the model is given, and what is refused.

import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, FramesVideo, LeftOut, PlanRequest } from "../../src/engine/api.ts";
import { ask } from "../support/ask.ts";
import { sharedEngine } from "../support/engine.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const QUESTION = "What color is the main object?";
const [FRAMES, PER_FRAME] = [6, 36];

let engine: Engine;
let video: FramesVideo;

beforeAll(async () => {
  engine = sharedEngine();
  await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
  const response = await fetch("/test/media/h264-aac.mp4");
  const file = new File([await response.blob()], "h264-aac.mp4");
  video = await engine.open(file, { way: { kind: "frames", frames: FRAMES } });
});

const ALL: PlanRequest = { method: "uniform", retention: 1 };

describe("frames that are left out", () => {
  it("are the most or the least unique by VidCom², and keep no token", async () => {
    const { frames } = await engine.plan(video, { method: "vidcom2", retention: 1 });
    const order = frames
      .map(({ uniqueness }, frame) => ({ uniqueness, frame }))
      .sort((one, other) => one.uniqueness - other.uniqueness || one.frame - other.frame)
      .map(({ frame }) => frame);
    for (const [which, gone] of [
      ["redundant", order.slice(0, 2)],
      ["unique", order.slice(-2)],
    ] as const) {
      const plan = await engine.plan(video, { ...ALL, leftOut: { which, count: 2 } });
      const left = plan.frames.flatMap(({ budget }, frame) => (budget === 0 ? [frame] : []));
      expect(left).toEqual([...gone].sort((one, other) => one - other));
      expect(plan.kept).toBe((FRAMES - 2) * PER_FRAME);
      expect(plan.frames.map(({ uniqueness }) => uniqueness)).toEqual(
        frames.map(({ uniqueness }) => uniqueness),
      );
    }
  });

  it("take away from what a method keeps, and leave its other tokens as they were", async () => {
    const request: PlanRequest = { method: "vidcom2", retention: 0.25 };
    const whole = await engine.plan(video, request);
    const plan = await engine.plan(video, { ...request, leftOut: { frames: [1, 4] } });
    const expected = whole.keptMask.map((isKept, token) =>
      [1, 4].includes(Math.floor(token / PER_FRAME)) ? 0 : isKept,
    );
    expect(plan.keptMask).toEqual(expected);
    expect(plan.kvBytes / whole.kvBytes).toBeCloseTo(plan.kept / whole.kept, 9);
  });

  it("are not seen by the model: it answers as about a video of the other frames", async () => {
    const leftOut: LeftOut = { frames: [0, 2, 3, 5] };
    const options = { maxTokens: 6, keepReference: "without" };
    const plan = { ...ALL, leftOut };
    const { report } = await ask(engine, video, QUESTION, { ...options, plan });
    expect(report.tokens).toMatchObject({ total: FRAMES * PER_FRAME, kept: 2 * PER_FRAME });
    // The same frames in another order of words are the same tokens.
    const same = { ...plan, leftOut: { frames: [5, 3, 2, 0] } };
    const again = await ask(engine, video, QUESTION, { plan: same, compareWith: "without" });
    expect(again.report.divergence?.meanKl).toBeLessThan(1e-9);
    const other = { ...plan, leftOut: { frames: [1, 2, 3, 4] } };
    const differs = await ask(engine, video, QUESTION, { plan: other, compareWith: "without" });
    expect(differs.report.divergence?.meanKl).toBeGreaterThan(1e-6);
  });

  it("are refused where none would stay, and where rows are merged or dropped inside", async () => {
    const all = { ...ALL, leftOut: { which: "unique", count: FRAMES } } as const;
    await expect(engine.plan(video, all)).rejects.toThrow(/6 frames cannot be left out of 6/);
    const leftOut: LeftOut = { which: "unique", count: 1 };
    for (const method of ["fastv", "simple-cluster"] as const) {
      const request = { method, retention: 0.5, leftOut };
      await expect(engine.plan(video, request)).rejects.toMatchObject({ code: "left-out-unfit" });
    }
    await expect(engine.quality(video, { ...ALL, leftOut })).rejects.toMatchObject({
      code: "left-out-unfit",
    });
  });
});
