import { describe, expect, it } from "vitest";
import { patchesOfTokens } from "../../src/vision/token-patches.ts";
import { poolBilinearReference } from "../reference/pool-bilinear.ts";

describe("the patches that a token is made of", () => {
  it.each([
    { rows: 27, columns: 27, to: 14 },
    { rows: 11, columns: 11, to: 6 },
    { rows: 9, columns: 9, to: 5 },
    { rows: 8, columns: 8, to: 4 },
  ])("are those that the pool reads: $rows → $to", ({ rows, columns, to }) => {
    const patches = { rows, columns };
    const tokens = { rows: to, columns: to };
    const got = patchesOfTokens({ patches, merge: 1, tokens, pooling: "bilinear" })!;
    // One patch is lit at a time: the tokens that see it are those that list it.
    for (let patch = 0; patch < rows * columns; patch++) {
      const features = new Float32Array(rows * columns);
      features[patch] = 1;
      const shape = { frames: 1, from: patches, to: tokens, width: 1 };
      const seen = [...poolBilinearReference(features, shape)].map((value) => value > 0);
      expect(got.map((list) => list.includes(patch))).toEqual(seen);
    }
  });

  it("are squares where the encoder merges, in its order or row by row", () => {
    const patches = { rows: 4, columns: 6 };
    const tokens = { rows: 2, columns: 3 };
    expect(patchesOfTokens({ patches, merge: 2, tokens, pooling: "none" })).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
      [12, 13, 14, 15],
      [16, 17, 18, 19],
      [20, 21, 22, 23],
    ]);
    expect(patchesOfTokens({ patches, merge: 1, tokens, pooling: "none" })?.[1]).toEqual([
      2, 3, 8, 9,
    ]);
  });

  it("leave out what a mean leaves out", () => {
    const patches = { rows: 5, columns: 5 };
    const tokens = { rows: 2, columns: 2 };
    const got = patchesOfTokens({ patches, merge: 1, tokens, pooling: "average" });
    expect(got).toEqual([
      [0, 1, 5, 6],
      [2, 3, 7, 8],
      [10, 11, 15, 16],
      [12, 13, 17, 18],
    ]);
  });

  it("are unknown where squares do not fit", () => {
    const [patches, tokens] = [
      { rows: 5, columns: 5 },
      { rows: 2, columns: 2 },
    ];
    expect(patchesOfTokens({ patches, merge: 1, tokens, pooling: "none" })).toBeNull();
  });
});
