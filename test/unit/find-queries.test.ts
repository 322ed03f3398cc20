// Graphs as other exporters write them, around one attention: where are its queries before rotation?

import { describe, expect, it } from "vitest";
import { findQueries } from "../../src/model/onnx/find-queries.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { createGraphBuilder, type GraphBuilder } from "../../tools/replica/onnx/graph-builder.ts";
import { modelBytes } from "../../tools/replica/onnx/write.ts";

/** What `write` gives to attention as queries, from `inputs_embeds` and `position_ids`. */
function queriesOf(
  write: (graph: GraphBuilder) => string,
  { past = "past_key_values.0.key", attributes = {} } = {},
) {
  const graph = createGraphBuilder("decoder");
  graph.input("inputs_embeds", "float32", [1, "s", 16]);
  graph.input("position_ids", "int64", [1, "s"]);
  graph.add("MatMul", ["inputs_embeds", graph.ints([1])], "query");
  graph.add("MatMul", ["inputs_embeds", graph.ints([2])], "key");
  graph.add("Cos", ["position_ids"], "cos");
  graph.add("Sin", ["position_ids"], "sin");
  graph.addMicrosoft("GroupQueryAttention", [write(graph), "key", "value", past], "mixed", {
    attributes: { num_heads: 4, kv_num_heads: 2, do_rotary: 0, ...attributes },
  });
  return findQueries(readModel(modelBytes(graph.build())));
}

/** x · cos + (−x₂, x₁) · sin, the halves by `split`. */
function turned(
  graph: GraphBuilder,
  x: string,
  split: (x: string) => readonly [string, string],
): string {
  const [first, second] = split(x);
  graph.add("Neg", [second], "negative");
  graph.add("Concat", ["negative", first], "half");
  graph.add("Mul", ["cos", x], "kept"); // the other way round as well
  graph.add("Mul", ["half", "sin"], "added");
  return graph.add("Add", ["added", "kept"], "turned");
}

const bySlices = (graph: GraphBuilder) => (x: string) =>
  [0, 1].map((i) => graph.add("Slice", [x, graph.ints([i])], `half.${i}`)) as [string, string];

const tensorsOf = (write: (graph: GraphBuilder) => string): string[] =>
  queriesOf(write).map(({ tensor }) => tensor);

describe("queries before rotation", () => {
  it("are attention's input where nothing turns it", () => {
    expect(tensorsOf(() => "query")).toEqual(["query"]);
    expect(tensorsOf((graph) => graph.add("Reshape", ["query", graph.ints([0])], "flat"))).toEqual([
      "query",
    ]);
    expect(tensorsOf((graph) => graph.add("Add", ["query", graph.ints([3])], "biased"))).toEqual([
      "biased",
    ]);
  });

  it("are found behind RotaryEmbedding, with their bias", () => {
    const found = queriesOf((graph) => {
      graph.add("Add", ["query", graph.ints([3])], "biased");
      graph.add("Transpose", ["biased"], "heads");
      const turn = { attributes: { interleaved: 1 } };
      graph.addMicrosoft("RotaryEmbedding", ["heads", "position_ids"], "turned", turn);
      return graph.add("Transpose", ["turned"], "flat");
    });
    expect(found).toMatchObject([{ tensor: "biased", isInterleaved: true, isPacked: false }]);
  });

  it("are found behind plain operators, halves by Slice or Split", () => {
    expect(tensorsOf((graph) => turned(graph, "query", bySlices(graph)))).toEqual(["query"]);
    const bySplit = (graph: GraphBuilder) => (x: string) => {
      graph.add("Split", [x], "half.0", { outputs: ["half.0", "half.1"] });
      return ["half.0", "half.1"] as const;
    };
    expect(
      tensorsOf((graph) => {
        graph.add("Reshape", ["query", graph.ints([0])], "heads");
        const whole = turned(graph, graph.add("Transpose", ["heads"], "rows"), bySplit(graph));
        return graph.add("Transpose", [whole], "back");
      }),
    ).toEqual(["query"]);
  });

  it("are found where a part of the head is turned", () => {
    const found = tensorsOf((graph) => {
      graph.add("Slice", ["query", graph.ints([0])], "part");
      graph.add("Slice", ["query", graph.ints([1])], "rest");
      return graph.add("Concat", [turned(graph, "part", bySlices(graph)), "rest"], "joined");
    });
    expect(found).toEqual(["query"]);
  });

  it("stay apart from the keys and values that they were split from", () => {
    const found = tensorsOf((graph) => {
      graph.add("Split", ["query"], "q", { outputs: ["q", "k", "v"] });
      return turned(graph, "q", bySlices(graph));
    });
    expect(found).toEqual(["q"]);
  });

  it("are taken behind the norm of each head", () => {
    const found = tensorsOf((graph) => {
      graph.add("Reshape", ["query", graph.ints([0])], "heads");
      graph.add("SimplifiedLayerNormalization", ["heads", graph.ints([3])], "normed");
      return turned(graph, graph.add("Transpose", ["normed"], "rows"), bySlices(graph));
    });
    expect(found).toEqual(["normed"]);
  });

  it("are not mistaken for angles that take their type or length from them", () => {
    const found = tensorsOf((graph) => {
      graph.add("CastLike", ["cos", "query"], "cos.like");
      graph.add("Shape", ["query"], "shape");
      graph.add("Slice", ["sin", "shape"], "sin.like");
      const half = graph.add("Neg", ["query"], "negative");
      graph.add("Mul", ["query", "cos.like"], "kept");
      graph.add("Mul", [half, "sin.like"], "added");
      return graph.add("Add", ["kept", "added"], "turned");
    });
    expect(found).toEqual(["query"]);
  });

  it("are left out where two products meet, which is no rotation", () => {
    expect(tensorsOf((graph) => graph.add("Add", ["query", "key"], "sum"))).toEqual([]);
  });

  it("are of the layer that the past is named after", () => {
    expect(queriesOf(() => "query", { past: "past_key_values.7.key" })[0]!.layer).toBe(7);
    expect(queriesOf(() => "query", { past: "cache" })[0]!.layer).toBe(0);
  });

  it("are the packed rows where attention turns them itself", () => {
    const graph = createGraphBuilder("decoder");
    graph.add("MatMul", ["inputs_embeds", graph.ints([1])], "qkv");
    graph.addMicrosoft("GroupQueryAttention", ["qkv", "", "", "past_key_values.3.key"], "mixed", {
      attributes: { num_heads: 14, kv_num_heads: 2, do_rotary: 1, rotary_interleaved: 0 },
    });
    expect(findQueries(readModel(modelBytes(graph.build())))).toEqual([
      {
        layer: 3,
        tensor: "qkv",
        isPacked: true,
        heads: 14,
        kvHeads: 2,
        isTurnedInside: true,
        isInterleaved: false,
      },
    ]);
  });
});
