import { expect, test } from "vitest";
import { isSameRequest } from "../../../src/store/plan/same-request.ts";

test("defaults count as what they stand for", () => {
  expect(
    isSameRequest(
      { method: "vidcom2", retention: 0.25 },
      { method: "vidcom2", variant: "framewise", retention: 0.25 },
    ),
  ).toBe(true);
  expect(
    isSameRequest(
      { method: "random", retention: 0.5 },
      { method: "random", retention: 0.5, seed: 0 },
    ),
  ).toBe(true);
});

test("method, share, variant, seed and switches tell plans apart", () => {
  const base = { method: "vidcom2", variant: "cosine", retention: 0.25 } as const;
  expect(isSameRequest(base, { ...base, retention: 0.5 })).toBe(false);
  expect(isSameRequest(base, { ...base, variant: "released" })).toBe(false);
  expect(isSameRequest(base, { ...base, positions: "compact" })).toBe(false);
  expect(isSameRequest(base, { ...base, switches: { rounding: "exact" } })).toBe(false);
  expect(isSameRequest(base, { method: "uniform", retention: 0.25 })).toBe(false);
  expect(
    isSameRequest(
      { method: "random", retention: 0.25, seed: 1 },
      { method: "random", retention: 0.25, seed: 2 },
    ),
  ).toBe(false);
});

test("all tokens are all tokens by any method", () => {
  expect(
    isSameRequest({ method: "uniform", retention: 1 }, { method: "random", seed: 3, retention: 1 }),
  ).toBe(true);
});

test("what only the frame budget reads tells plans apart too", () => {
  const shuffled = { method: "uniform", retention: 0.25, budget: "shuffled" } as const;
  expect(isSameRequest(shuffled, { ...shuffled, seed: 0 })).toBe(true);
  expect(isSameRequest(shuffled, { ...shuffled, seed: 1 })).toBe(false);
  const cover = { method: "uniform", retention: 0.25, budget: "cover" } as const;
  expect(isSameRequest(cover, { ...cover, ends: 0 })).toBe(false);
});

test("frames that are left out tell plans apart, also where all tokens of the others stay", () => {
  const all = { method: "uniform", retention: 1 } as const;
  const without = { ...all, leftOut: { which: "unique", count: 2 } } as const;
  expect(isSameRequest(all, without)).toBe(false);
  expect(isSameRequest(without, { ...without })).toBe(true);
  expect(isSameRequest(without, { ...all, leftOut: { which: "unique", count: 3 } })).toBe(false);
});
