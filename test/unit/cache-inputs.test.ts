import { describe, expect, it } from "vitest";
import { attentionLayers, stateInputs } from "../../src/model/cache-inputs.ts";
import type { ValueInfo } from "../../src/model/graph.ts";

const f32 = (...shape: (number | string)[]): ValueInfo => ({ type: "float32", shape });
const graph = (inputs: Record<string, ValueInfo>) => ({
  name: "decoder",
  inputs: new Map(Object.entries(inputs)),
});

describe("what a decoder carries on", () => {
  const hybrid = graph({
    inputs_embeds: f32("batch", "length", 64),
    "past_conv.0": f32("batch", 96, 4),
    "past_recurrent.0": { type: "float16", shape: [1, 2, 16, 16] },
    "past_key_values.11.key": f32("batch", 2, "past", 32),
    "past_key_values.11.value": f32("batch", 2, "past", 32),
    "past_key_values.3.key": f32("batch", 2, "past", 32),
    "past_key_values.3.value": f32("batch", 2, "past", 32),
  });

  it("is keys and values under the numbers of their layers", () => {
    expect(attentionLayers(hybrid)).toEqual([3, 11]);
    expect(attentionLayers(graph({}))).toEqual([]);
  });

  it("is states of one size, with the names of what replaces them", () => {
    expect(stateInputs(hybrid)).toEqual([
      {
        layer: 0,
        past: "past_conv.0",
        present: "present_conv.0",
        type: "float32",
        dims: [1, 96, 4],
      },
      {
        layer: 0,
        past: "past_recurrent.0",
        present: "present_recurrent.0",
        type: "float16",
        dims: [1, 2, 16, 16],
      },
    ]);
  });

  it.each([
    ["of a size that is not said", f32(1, "channels", 4)],
    ["of whole numbers", { type: "int64", shape: [1, 96, 4] }],
  ])("is refused when it is %s", (_, value) => {
    expect(() => stateInputs(graph({ "past_conv.7": value }))).toThrow(/"past_conv\.7" is/);
  });
});
