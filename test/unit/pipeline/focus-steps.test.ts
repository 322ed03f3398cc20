import { describe, expect, it, vi } from "vitest";
import { STEP_METHODS } from "../../../src/compression/inside/dycoke-steps.ts";
import { cosine } from "../../../src/language/step-focus.ts";
import { focusSteps, seenBySteps } from "../../../src/pipeline/focus-steps.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";

type Model = Pick<LoadedModel, "decoder" | "config">;

/** A decoder of four layers, so many of which have keys. */
const modelOf = (withKeys: number) => {
  const cutAt = vi.fn<(layers: readonly number[]) => Promise<void>>(() => Promise.resolve());
  const layers = Array.from({ length: withKeys }, (_, i) => i);
  const model = {
    decoder: { cache: { shape: { layers } }, cutAt },
    config: { title: "Hybrid", text: { layers: 4 } },
  } as unknown as Model;
  return { model, cutAt };
};

/** Two rows of text, five tokens of which three are kept, a newline. */
const SEQUENCE = { textIds: [7, 8], places: Uint32Array.of(0, 2, 4, 6, 1, 7) };
const keptMask = Uint8Array.of(1, 0, 1, 0, 1);

describe("the rows that steps look at", () => {
  it("are all where no method says otherwise", async () => {
    const { model, cutAt } = modelOf(4);
    expect(await focusSteps(model, { keptMask }, SEQUENCE)).toBeNull();
    expect(cutAt).not.toHaveBeenCalled();
  });

  it("are chosen before the layer of the method, at which the decoder is cut", async () => {
    const { model, cutAt } = modelOf(4);
    const steps = STEP_METHODS["dycoke-steps"]!(28);
    const focus = await focusSteps(model, { keptMask, steps }, SEQUENCE);
    expect(cutAt).toHaveBeenCalledWith([3]);
    expect(focus).toMatchObject({ layer: 3, chosen: null });
  });

  it("are told as tokens of the video", () => {
    const focus = { layer: 3, chosen: [1, 3], look: () => Promise.resolve(null) };
    expect(seenBySteps(focus, { keptMask }, SEQUENCE)).toEqual([
      { layer: 3, tokens: Uint32Array.of(0, 4), recycled: [] },
    ]);
    expect(seenBySteps({ ...focus, chosen: null }, { keptMask }, SEQUENCE)).toEqual([]);
  });

  it("cannot be a part where layers carry a state", async () => {
    const steps = STEP_METHODS["dycoke-steps"]!(24);
    await expect(focusSteps(modelOf(1).model, { keptMask, steps }, SEQUENCE)).rejects.toMatchObject(
      {
        code: "method-unsupported",
        message: expect.stringContaining("Hybrid carries one state"),
      },
    );
  });
});

describe("DyCoke's second stage", () => {
  it.each([
    [28, 3],
    [24, 3],
    [4, 1],
  ])("of %i layers looks at 30 % of the tokens from layer %i on", (layers, layer) => {
    const rule = STEP_METHODS["dycoke-steps"]!(layers);
    expect(rule).toMatchObject({ layer, likeness: 0.9 });
    // As Python's int(n · (1 − 0.7)).
    expect([0, 1, 3, 10, 195, 6271].map((visual) => rule.keep(visual))).toEqual([
      0, 0, 0, 3, 58, 1881,
    ]);
  });
});

describe("a cosine", () => {
  it("is of directions, and 0 without one", () => {
    expect(cosine([1, 2], [2, 4])).toBeCloseTo(1, 12);
    expect(cosine([1, 0], [0, 3])).toBe(0);
    expect(cosine([0, 0], [1, 1])).toBe(0);
  });
});
