// Where methods inside the decoder cut, and what their retention means.

import { describe, expect, it } from "vitest";
import { fastvCuts } from "../../../src/compression/inside/fastv.ts";
import { averageRetention } from "../../../src/compression/inside/layer-cuts.ts";
import { keptCuts, sparseCuts } from "../../../src/compression/inside/sparsevlm.ts";
import { v2dropCuts } from "../../../src/compression/inside/v2drop.ts";
import { pdropCuts } from "../../../src/compression/inside/pdrop.ts";
import { frameQuotas } from "../../../src/language/frame-quotas.ts";
import { strongest, strongestOfFrames } from "../../../src/language/strongest.ts";
import { seeded } from "../../support/random.ts";

describe("FastV", () => {
  // Shares behind the cut by depth, as derived from R · L = K + ρ · (L − K).
  it.each([
    [24, 0.25, 0.182],
    [24, 0.15, 0.073],
    [24, 0.1, 0.018],
    [28, 0.25, 0.192],
    [28, 0.1, 0.031],
    [32, 0.15, 0.093],
  ])(
    "keeps of %i layers' tokens, at %f, the share %f behind layer 2",
    (layers, retention, share) => {
      const sizes = { layers, tokens: 6272 };
      const [cut, ...others] = fastvCuts(sizes, retention);
      expect(others).toEqual([]);
      expect(cut!.layer).toBe(2);
      expect(cut!.keep / sizes.tokens).toBeCloseTo(share, 3);
      // Half a token, rounded, at the most.
      expect(Math.abs(averageRetention([cut!], sizes) - retention) * sizes.tokens).toBeLessThan(
        0.5,
      );
    },
  );

  it("keeps everything at 100 %, and is cut before the second of four layers", () => {
    expect(fastvCuts({ layers: 4, tokens: 1152 }, 1)).toEqual([]);
    expect(fastvCuts({ layers: 4, tokens: 1152 }, 0.5)).toEqual([{ layer: 1, keep: 384 }]);
  });

  it.each([0.25, 0.1])(
    "refuses %f of the tokens of four layers, the first of which has all",
    (r) => {
      expect(() => fastvCuts({ layers: 4, tokens: 1152 }, r)).toThrow(
        expect.objectContaining({
          code: "retention-unreachable",
          message: expect.stringContaining("keeps more than 25 % with this model"),
        }),
      );
    },
  );
});

describe("PDrop", () => {
  // The share behind the first cut; each cut behind it halves the share.
  it.each([
    [24, 0.25, [2, 6, 12], 0.4],
    [24, 0.15, [2, 6, 12], 0.16],
    [24, 0.1, [2, 6, 12], 0.04],
    [28, 0.25, [2, 7, 14], 0.417],
    [28, 0.15, [2, 7, 14], 0.183],
    [32, 0.25, [2, 8, 16], 0.429],
    [32, 0.1, [2, 8, 16], 0.086],
  ])("of %i layers at %f cuts before %j and keeps %f behind the first", (layers, r, at, share) => {
    const sizes = { layers, tokens: 6272 };
    const cuts = pdropCuts(sizes, r);
    expect(cuts.map(({ layer }) => layer)).toEqual(at);
    for (const [i, { keep }] of cuts.entries()) {
      expect(keep / sizes.tokens).toBeCloseTo(share / 2 ** i, 3);
    }
    expect(averageRetention(cuts, sizes)).toBeCloseTo(r, 3);
  });

  it("reaches what halves do not, by keeping all behind the first cuts", () => {
    const sizes = { layers: 24, tokens: 6272 };
    for (const retention of [0.6, 0.75, 0.9]) {
      const cuts = pdropCuts(sizes, retention);
      expect(averageRetention(cuts, sizes)).toBeCloseTo(retention, 3);
    }
    expect(pdropCuts(sizes, 1)).toEqual([]);
    expect(pdropCuts({ layers: 4, tokens: 1152 }, 0.46875).map(({ keep }) => keep)).toEqual([
      576, 288, 144,
    ]);
  });

  it("refuses what the first layer has already", () => {
    expect(() => pdropCuts({ layers: 4, tokens: 1152 }, 0.25)).toThrow(
      expect.objectContaining({ code: "retention-unreachable" }),
    );
  });
});

describe.each(["sparsevlm", "sparsevlm-plus"] as const)("%s", (version) => {
  it.each([
    [192, { sparsevlm: [300, 200, 110], "sparsevlm-plus": [300, 200, 118] }],
    [128, { sparsevlm: [303, 110, 36], "sparsevlm-plus": [238, 108, 60] }],
    [96, { sparsevlm: [238, 48, 26], "sparsevlm-plus": [246, 54, 28] }],
    [64, { sparsevlm: [66, 30, 17], "sparsevlm-plus": [66, 34, 20] }],
  ])("keeps of 576 tokens what its code keeps where it says %i", (called, want) => {
    const cuts = keptCuts(version, [3, 7, 16], { tokens: 576 }, called);
    expect(cuts.map(({ keep }) => keep)).toEqual(want[version]);
    let held = 576;
    for (const { keep, recycled } of cuts) {
      const from = Math.floor(0.3 * (held - keep)) + 1;
      const into = Math.floor(from / 10) + 1;
      expect(recycled).toEqual(version === "sparsevlm" ? { from, into } : undefined);
      held = keep + (recycled?.into ?? 0);
    }
  });

  it.each([
    [24, [3, 6, 12]],
    [28, [3, 6, 14]],
    [32, [3, 7, 16]],
    [4, [1, 2, 3]],
  ])("of %i layers cuts before %j", (layers, at) => {
    const cuts = sparseCuts(version, { layers, tokens: 6272 }, 0.4);
    expect(cuts.map(({ layer }) => layer)).toEqual(at);
  });

  it.each([
    [24, 0.15],
    [24, 0.25],
    [32, 0.1],
    [32, 0.5],
    [28, 0.75],
    [28, 0.99],
    [4, 0.3],
  ])("of %i layers keeps the share %f a layer on average", (layers, retention) => {
    const sizes = { layers, tokens: 6272 };
    const cuts = sparseCuts(version, sizes, retention);
    expect(averageRetention(cuts, sizes)).toBeCloseTo(retention, 3);
  });

  it("has its limits: all tokens, the first layers, one token", () => {
    expect(sparseCuts(version, { layers: 24, tokens: 6272 }, 1)).toEqual([]);
    for (const [layers, retention, tokens] of [
      [24, 0.12, 6272],
      [4, 0.25, 1152],
      [24, 0.5, 1],
    ] as const) {
      expect(() => sparseCuts(version, { layers, tokens }, retention)).toThrow(
        expect.objectContaining({ code: "retention-unreachable" }),
      );
    }
    const few = sparseCuts(version, { layers: 24, tokens: 4 }, 0.6);
    expect(few.every(({ keep }) => keep >= 1)).toBe(true);
  });
});

describe("V²Drop", () => {
  it.each([
    [32, [3, 17, 22], 0.5],
    [28, [3, 16, 22], 0.4],
    [24, [3, 13, 17], 0.25],
    [4, [1, 2, 3], 0.5],
  ])(
    "of %i layers cuts before %j, halves at the second and keeps one behind the third",
    (layers, at, r) => {
      const sizes = { layers, tokens: 6272 };
      const cuts = v2dropCuts(sizes, r);
      expect(cuts.map(({ layer }) => layer)).toEqual(at);
      const [first, second, third] = cuts.map(({ keep }) => keep);
      expect(Math.abs(second! - first! / 2)).toBeLessThanOrEqual(1);
      expect(third).toBe(1);
      expect(averageRetention(cuts, sizes)).toBeCloseTo(r, 3);
    },
  );

  it("keeps half at the first cut of 32 layers where its code does", () => {
    // 3 + 14 / 2 + 5 / 4 of 32 layers, and one token in the last ten.
    const cuts = v2dropCuts({ layers: 32, tokens: 576 }, (3 + 7 + 1.25 + 10 / 576) / 32);
    expect(cuts.map(({ keep }) => keep)).toEqual([288, 144, 1]);
  });

  it("keeps more behind the later cuts where a half is not enough", () => {
    const sizes = { layers: 24, tokens: 6272 };
    for (const retention of [0.6, 0.68, 0.75, 0.9, 0.99]) {
      const cuts = v2dropCuts(sizes, retention);
      expect(averageRetention(cuts, sizes)).toBeCloseTo(retention, 3);
      const keeps = cuts.map(({ keep }) => keep);
      expect(keeps).toEqual(keeps.toSorted((a, b) => b - a));
    }
    expect(v2dropCuts(sizes, 1)).toEqual([]);
  });

  it("refuses what its first layers exceed", () => {
    for (const [layers, tokens, retention] of [
      [24, 6272, 0.12],
      [4, 1152, 0.25],
      [24, 1, 0.5],
    ] as const) {
      expect(() => v2dropCuts({ layers, tokens }, retention)).toThrow(
        expect.objectContaining({ code: "retention-unreachable" }),
      );
    }
  });
});

describe("average retention", () => {
  it("counts layers by what they have", () => {
    const sizes = { layers: 24, tokens: 100 };
    const cuts = [6, 12, 18].map((layer, i) => ({ layer, keep: [50, 25, 12][i]! }));
    expect(averageRetention([], sizes)).toBe(1);
    expect(averageRetention(cuts, sizes)).toBeCloseTo((100 + 50 + 25 + 12) / 400, 6);
  });
});

describe("frame quotas", () => {
  it.each([
    ["in the ratio of the shares", 12, [1, 2, 3], [9, 9, 9], [2, 4, 6]],
    ["by largest remainder", 10, [1, 1, 1.2], [9, 9, 9], [3, 3, 4]],
    ["by the larger share among equal remainders", 5, [1, 3], [9, 9], [1, 4]],
    ["by the earlier frame among equals", 5, [1, 1, 1], [9, 9, 9], [2, 2, 1]],
    ["never more than a frame has, which the others get", 12, [9, 1, 1], [4, 9, 9], [4, 4, 4]],
    ["again when the others are full then", 12, [20, 4, 1], [2, 3, 9], [2, 3, 7]],
    ["evenly where nothing is due", 5, [1, 0, 0], [2, 9, 9], [2, 2, 1]],
    ["all there is", 50, [1, 2], [3, 0], [3, 0]],
    ["nothing of nothing", 3, [1], [0], [0]],
    ["one of one frame", 1, [0.25], [1], [1]],
  ])("are %s", (_, keep, shares, room, want) => {
    expect(frameQuotas(keep, shares, room)).toEqual(want);
  });

  it("sum to what is kept, whatever the shares", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seeded(seed);
      const frames = 1 + Math.floor(40 * random());
      const room = Array.from({ length: frames }, () => Math.floor(20 * random()));
      const shares = room.map(() => (random() < 0.2 ? 0 : random()));
      const all = room.reduce((sum, one) => sum + one, 0);
      const keep = Math.floor((all + 3) * random());
      const quotas = frameQuotas(keep, shares, room);
      expect(quotas.reduce((sum, one) => sum + one, 0)).toBe(Math.min(keep, all));
      expect(quotas.every((quota, t) => quota >= 0 && quota <= room[t]!)).toBe(true);
    }
  });
});

describe("the strongest of frames", () => {
  it("are those of each, as many as its share allows", () => {
    const values = [9, 8, 7, 1, 2, 3, 4, 5];
    const frames = { tokens: 4, shares: [1, 1] };
    expect(strongestOfFrames(values, [...values.keys()], 4, frames)).toEqual([0, 1, 6, 7]);
    const uneven = { tokens: 4, shares: [1, 3] };
    expect(strongestOfFrames(values, [...values.keys()], 4, uneven)).toEqual([0, 5, 6, 7]);
    // Tokens that an earlier cut has left.
    expect(strongestOfFrames([1, 2, 3], [1, 4, 6], 2, frames)).toEqual([0, 2]);
    expect(strongestOfFrames([NaN, NaN, NaN, NaN], [0, 1, 4, 5], 2, frames)).toEqual([0, 2]);
  });
});

describe("the strongest", () => {
  it("are those with the highest values, in their own order; the lower index wins a tie", () => {
    expect(strongest([1, 5, 5, 2, 5], 2)).toEqual([1, 2]);
    expect(strongest([1, 5, 3], 2)).toEqual([1, 2]);
    expect(strongest([1, 1, 1], 2)).toEqual([0, 1]);
    expect(strongest([2, 1], 5)).toEqual([0, 1]);
    expect(strongest([2, 1], 0)).toEqual([]);
    expect(strongest([NaN, -1, NaN], 1)).toEqual([1]);
  });
});
