// What the steps of an answer look at by DyCoke's second stage, beside its authors' own code (test/golden/make_inside.py).

import { expect, it } from "vitest";
import { must } from "../../src/base/assert.ts";
import { STEP_METHODS } from "../../src/compression/inside/dycoke-steps.ts";
import golden from "../golden/inside.json";
import { dycokeStepsReference } from "../reference/dycoke-steps.ts";
import { seeded } from "../support/random.ts";

const { seed, heads, before, tokens, text, looked } = golden.dycoke;

it("DyCoke's steps look at what its authors' code has them look at", () => {
  const rule = must(STEP_METHODS["dycoke-steps"], "rule")(28);
  const prompt = before + tokens + text;
  const { layer, likeness } = rule;
  const { inside } = dycokeStepsReference(prompt, { layer, keep: rule.keep(tokens), likeness });
  // Their range of visual rows is one short, and what lies behind it is always looked at.
  const rows = Array.from({ length: prompt + looked.length }, (_, row) =>
    row >= before && row <= before + tokens ? row - before : -1,
  );
  const draw = seeded(seed);
  const map = rows.map((_, row) => {
    if (row < prompt) return [];
    const peaks = (row - prompt) % 3 === 0 ? 9 : 0.2;
    const weights = Array.from({ length: heads }, () =>
      Array.from({ length: row + 1 }, () => Math.exp(peaks * draw())),
    );
    return weights.map((of) => {
      const total = of.reduce((sum, weight) => sum + weight, 0);
      return of.map((weight) => weight / total);
    });
  });
  const { see, looks } = inside(rows);
  see?.(layer - 1, map);
  const got = looked.map((_, step) => {
    const row = prompt + step;
    const places = rows.flatMap((token, place) => (token < 0 || token === tokens ? [] : [place]));
    const seen = places.filter((place) => looks?.(layer, row, place));
    return seen.length === tokens ? null : seen.map((place) => place - before);
  });
  expect(got).toEqual(looked);
});
