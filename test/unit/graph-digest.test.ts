import { describe, expect, it } from "vitest";
import { digestOfAll, graphDigest } from "../../src/model/graph-digest.ts";

describe("the digest of a graph", () => {
  const graph = new TextEncoder().encode("graph");
  const weights = new Uint8Array(1_000_000).map((_, i) => i % 251);
  const withWeights = (bytes: Uint8Array<ArrayBuffer>) =>
    graphDigest(graph, [{ path: "w", data: new Blob([bytes]) }]);

  it("is the same for the same files", async () => {
    expect(await withWeights(weights)).toBe(await withWeights(weights.slice()));
    expect(await withWeights(weights)).toMatch(/^[\da-f]{64}$/);
  });

  it("differs with the graph, with the size of its weights, and with what they are all over", async () => {
    const all = new Set([
      await withWeights(weights),
      await graphDigest(graph, []),
      await graphDigest(new TextEncoder().encode("other"), []),
      await withWeights(weights.slice(0, -1)),
      await withWeights(weights.with(0, 1)),
      await withWeights(weights.with(999_999, 255)),
      await withWeights(weights.map((value) => value ^ 1)),
      await withWeights(new Uint8Array(10)),
    ]);
    expect(all.size).toBe(8);
  });

  it("of several depends on their order", async () => {
    expect(await digestOfAll(["a", "b"])).not.toBe(await digestOfAll(["b", "a"]));
  });
});
