// V²Drop's cuts and picks beside what its authors' own forward pass leaves (test/golden/make_inside.py).

import { expect, it } from "vitest";
import { v2dropCuts } from "../../src/compression/inside/v2drop.ts";
import { strongest } from "../../src/language/strongest.ts";
import golden from "../golden/inside.json";
import { rowChangesReference } from "../reference/row-changes.ts";
import { seeded } from "../support/random.ts";

const { layers, width, before, tokens, seed, cuts: want } = golden.v2drop;

it("V²Drop keeps what its authors' forward pass keeps, before the same layers", () => {
  // 3 layers with all tokens, 14 with a half, 5 with a quarter, 10 with one token.
  const cuts = v2dropCuts({ layers, tokens }, (3 + 7 + 1.25 + 10 / tokens) / layers);
  const draw = seeded(seed);
  const all = Array.from({ length: (before + tokens) * width }, () => draw() - 0.5);
  let rows = all.slice(before * width);
  let left = Array.from({ length: tokens }, (_, i) => i);
  let previous = rows;
  const got: { layer: number; kept: number[] }[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const cut = cuts.find((each) => each.layer === layer);
    if (cut !== undefined) {
      const kept = strongest(rowChangesReference([previous], [rows], width), cut.keep);
      rows = kept.flatMap((row) => rows.slice(row * width, (row + 1) * width));
      left = kept.map((row) => left[row]!);
      got.push({ layer, kept: left });
    }
    previous = rows;
    rows = rows.map((x) => x + Math.sin(x * (layer + 1)) / 8);
  }
  expect(got).toEqual(want);
});
