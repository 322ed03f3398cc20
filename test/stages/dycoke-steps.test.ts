// DyCoke's second stage through the pipeline, on the embedded model: what each step of an answer looks at, and its logits, are
// those of a decoder in f64 in which these rows look at the same.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createStepFocus, type FocusRule } from "../../src/language/step-focus.ts";
import { GREEDY } from "../../src/language/sampling.ts";
import { answer } from "../../src/pipeline/answer.ts";
import { nothingCached, type CachedPrefix } from "../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import type { VideoTokens } from "../../src/pipeline/video-tokens.ts";
import { dycokeStepsReference } from "../reference/dycoke-steps.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import type { AskReference } from "../support/reference-decoder.ts";
import { seededVideo, TOKENS } from "../support/seeded-video.ts";
import { LOGITS } from "../tolerance.ts";

const gpu = useGpu();

const QUESTION = "What appears briefly?";
const STEPS = 4;

let model: LoadedModel;
let reference: AskReference;
let video: VideoTokens;

beforeAll(async () => {
  model = await loadModel(gpu(), EMBEDDED, GRAPHS_ON_CPU);
  const keptMask = Uint8Array.from({ length: TOKENS }, (_, i) => (i % 3 === 0 ? 0 : 1));
  ({ video, reference } = await seededVideo(gpu(), model, keptMask));
});

afterAll(async () => {
  video.video.tokens.destroy();
  await model.release();
});

/** The logits of each step, and the tokens that led to them. */
async function ask(prefix: CachedPrefix, steps: FocusRule | undefined) {
  const all: Float32Array[] = [];
  const forward = model.decoder.forward.bind(model.decoder);
  model.decoder.forward = async (rows, options) => {
    const values = await forward(rows, options);
    all.push(await readFloats(gpu(), values));
    return values;
  };
  const pieces = answer(model, prefix, { ...video, positions: "original", steps }, QUESTION, {
    maxTokens: STEPS + 1,
    sampling: GREEDY,
    random: () => 0,
    ignoreEnd: true,
  });
  try {
    let next = await pieces.next();
    while (next.done !== true) next = await pieces.next();
    // Before them are those of the video's rows, unless they were there, and of the question.
    const said = all.slice(-STEPS - 1, -1).map((read) => read.indexOf(Math.max(...read)));
    return { logits: all.slice(-STEPS), said, report: next.value };
  } finally {
    model.decoder.forward = forward;
  }
}

const VISUAL = Math.ceil((TOKENS * 2) / 3);
const rule = (layer: number, keep: number, likeness: number): FocusRule => ({
  layer,
  keep: () => keep,
  likeness,
});

describe("DyCoke's second stage", () => {
  it.each([
    ["at each step", rule(1, 20, 2)],
    ["from layer 3 on", rule(3, 5, 2)],
    ["only where attention has changed", rule(1, 20, 0.97)],
  ])("looks at what the step looked at before, %s", async (_, steps) => {
    const { logits, said, report } = await ask(nothingCached(), steps);
    for (const [i, got] of logits.entries()) {
      const { inside, chosen } = dycokeStepsReference(report.promptTokens, {
        ...steps,
        keep: steps.keep(VISUAL),
      });
      const want = reference(QUESTION, "original", said.slice(0, i + 1), inside);
      expect(differs(got, want, LOGITS), `step ${i}`).toBeNull();
      if (i < STEPS - 1) continue;
      expect(report.survivors.map(({ layer }) => layer)).toEqual([steps.layer]);
      expect([...report.survivors[0]!.tokens]).toEqual(chosen());
    }
  });

  it("answers as no method where every step looks like the last, but the first", async () => {
    const plain = await ask(nothingCached(), undefined);
    const steps = await ask(nothingCached(), rule(1, VISUAL, -2));
    for (const [i, logits] of steps.logits.entries()) {
      expect(differs(logits, plain.logits[i]!, LOGITS)).toBeNull();
    }
    expect(plain.report.survivors).toEqual([]);
  });

  it("keeps every row, so that a second question finds the video", async () => {
    const prefix = nothingCached();
    const first = await ask(prefix, rule(1, 9, 2));
    const second = await ask(prefix, rule(1, 9, 2));
    expect(second.report.videoReused).toBe(true);
    expect(second.logits).toEqual(first.logits);
    expect(model.decoder.focus).toBeNull();
    const lengths = model.decoder.parts.map((part) => part.cache.length);
    expect(new Set(lengths).size).toBe(1);
  });

  it("refuses a layer that the decoder has not", async () => {
    await expect(ask(nothingCached(), rule(4, 9, 2))).rejects.toMatchObject({ code: "graph-cut" });
  });

  it("looks at everything where there is one visual row, and starts anew with each answer", async () => {
    const row = await model.decoder.embed([1]);
    const none = createStepFocus(gpu(), rule(1, 3, 2), [4]);
    expect(await none.look(model.decoder.parts[0]!, row)).toBeNull();
    expect(none.chosen).toBeNull();
    row.destroy();
  });
});
