import { describe, expect, it } from "vitest";
import frames from "../golden/families/frames.json";
import pooled from "../golden/families/pooled.json";
import sizes from "../golden/families/sizes.json";
import { smartResize } from "../../src/model/adapters/smart-resize.ts";
import type { FamilyReference, Picture } from "../reference/families/family.ts";
import { pictureSize } from "../reference/families/lfm2-vl.ts";
import { averagePooled, bilinearPooled } from "../reference/families/llava.ts";
import { smartSize } from "../reference/families/qwen2-vl.ts";
import { clipSize } from "../reference/families/qwen3-5.ts";
import { referenceFor } from "../reference/families/reference-for.ts";
import { longestEdgeSize } from "../reference/families/smolvlm2.ts";
import { changedFiles, readFamily, type Changes, type Family } from "../support/family-configs.ts";
import { seededPicture } from "../support/pictures.ts";
import { seededFeatures } from "../support/seeded-features.ts";

const UNIT = 28;
const [BYTE, ROUNDING] = [1 / 255 / 0.26, 1e-6];

/** The published configuration made as small as a golden's settings. */
function changesOf({ family, settings }: (typeof frames.cases)[number]): Changes {
  const {
    side = 0,
    longest = 0,
    least = 0,
    most = 0,
    patch = 0,
  } = settings as Record<string, number>;
  switch (family) {
    case "smolvlm":
      return {
        config: { vision_config: { image_size: side, patch_size: 4 } },
        preprocessor: {
          max_image_size: { longest_edge: side },
          video_sampling: { video_size: { longest_edge: longest } },
        },
      };
    case "qwen2_vl":
      return { preprocessor: { max_pixels: most } };
    case "qwen3_5":
      return { preprocessor: { size: { shortest_edge: least, longest_edge: most } } };
    case "lfm2_vl":
      return {
        preprocessor: {
          encoder_patch_size: patch,
          min_image_tokens: least,
          max_image_tokens: most,
          do_image_splitting: false,
        },
      };
    default:
      return { preprocessor: { size: { width: side, height: side } } };
  }
}

describe("sizes of frames", () => {
  it.each(sizes.qwen2_vl)(
    "Qwen2-VL: $from within $minPixels … $maxPixels",
    ({ from, to, minPixels, maxPixels }) => {
      const [width, height] = from as [number, number];
      const budget = { unit: UNIT, minPixels, maxPixels };
      const [toWidth, toHeight] = to as [number, number];
      expect(smartResize({ width, height }, budget)).toEqual({ width: toWidth, height: toHeight });
      expect(smartSize([width, height], UNIT, [minPixels, maxPixels])).toEqual(to);
    },
  );

  it.each(sizes.smolvlm)("SmolVLM2: $from to $longestEdge", ({ from, to, longestEdge }) => {
    const [width, height] = from as [number, number];
    const { layout } = readFamily("smolvlm", {
      preprocessor: { video_sampling: { video_size: { longest_edge: longestEdge } } },
    });
    const [toWidth, toHeight] = to as [number, number];
    const isSquare = toWidth === 512 && toHeight === 512;
    expect(layout({ width, height }, 1).resizes).toEqual([
      ...(isSquare ? [] : [{ width: toWidth, height: toHeight }]),
      { width: 512, height: 512 },
    ]);
    expect(longestEdgeSize({ width, height }, longestEdge)).toEqual(to);
  });
});

describe("sizes of frames by newer processors", () => {
  it.each(sizes.qwen3_5)(
    "Qwen3.5: $frames of $from within $least … $most",
    ({ from, to, frames: count, least, most }) => {
      const [width, height] = from as [number, number];
      const [toWidth, toHeight] = to as [number, number];
      const { layout } = readFamily("qwen3_5", {
        preprocessor: { size: { shortest_edge: least, longest_edge: most } },
      });
      const { resizes, tokens } = layout({ width, height }, count);
      expect(resizes).toEqual([{ width: toWidth, height: toHeight }]);
      expect(tokens).toEqual({ rows: toHeight / 32, columns: toWidth / 32 });
      expect(clipSize([width, height], count, 32, [least, most])).toEqual(to);
    },
  );

  it.each(sizes.lfm2_vl)("LFM2-VL: $from within $least … $most tokens", (one) => {
    const [width, height] = one.from as [number, number];
    const [toWidth, toHeight] = one.to as [number, number];
    const { layout } = readFamily("lfm2_vl", {
      preprocessor: { min_image_tokens: one.least, max_image_tokens: one.most },
    });
    expect(layout({ width, height }, 1).resizes).toEqual([{ width: toWidth, height: toHeight }]);
    expect(pictureSize([width, height], 32, [one.least, one.most])).toEqual(one.to);
  });
});

describe("frames.json", () => {
  const named = frames.cases.map((one, i) => ({
    ...one,
    name: `${one.family}: ${one.seeds.length} of ${one.width} × ${one.height} (${i})`,
  }));
  const pictures = ({ width, height, seeds }: (typeof named)[number]): Picture[] =>
    seeds.map((seed) => ({ width, height, rgb: seededPicture("noise", width, height, seed) }));
  const reference = (one: (typeof named)[number]): FamilyReference =>
    referenceFor({ ...changedFiles(one.family as Family, changesOf(one)), template: "" });

  it.each(named)("$name: the adapter resizes to the same size", (one) => {
    const { layout } = readFamily(one.family as Family, changesOf(one));
    const last = layout({ width: one.width, height: one.height }, one.seeds.length).resizes.at(-1)!;
    expect([last.width, last.height]).toEqual(one.resized);
  });

  it.each(named)("$name: the reference gives the encoder the same values", (one) => {
    const feeds = reference(one).vision(pictures(one));
    const { data, dims } = feeds["pixel_values"]!;
    expect(dims).toEqual(one.dims);
    const got = one.values.map((_, i) => Number(data[i * one.stride]));
    const errors = got.map((value, i) => Math.abs(value - one.values[i]!));
    // Pillow's fixed-point weights may round a tie the other way than f64: by one byte, and seldom.
    expect(Math.max(...errors)).toBeLessThan(BYTE);
    expect(errors.filter((error) => error > ROUNDING).length).toBeLessThanOrEqual(
      Math.ceil(errors.length / 500),
    );
  });

  it.each(named.filter(({ mask }) => mask !== undefined))(
    "$name: every pixel counts in the mask",
    (one) => {
      const mask = reference(one).vision(pictures(one))["pixel_attention_mask"]!;
      expect(mask.dims).toEqual(one.mask);
      expect([...mask.data].every((value) => value === 1)).toBe(true);
    },
  );

  it.each(named.filter(({ grid }) => grid !== undefined))("$name: the grid of patches", (one) => {
    const { grid_thw, image_grid_thw } = reference(one).vision(pictures(one));
    const grid = (grid_thw ?? image_grid_thw)!;
    expect([...grid.data].map(Number)).toEqual(one.grid);
    expect(grid.dims).toEqual([1, 3]);
  });
});

describe("frames.json, padded", () => {
  it.each(frames.cases.filter(({ family }) => family === "lfm2_vl"))(
    "$width × $height: mask and shapes",
    (one) => {
      const pictures = one.seeds.map((seed) => ({
        width: one.width,
        height: one.height,
        rgb: seededPicture("noise", one.width, one.height, seed),
      }));
      const files = changedFiles("lfm2_vl", changesOf(one));
      const feeds = referenceFor({ ...files, template: "" }).vision(pictures);
      const [rows, columns] = one.shapes!;
      const [count, padded] = one.dims as [number, number];
      expect([...feeds["spatial_shapes"]!.data].map(Number)).toEqual(
        one.seeds.flatMap(() => [rows, columns]),
      );
      const mask = [...feeds["pixel_attention_mask"]!.data].map(Number);
      expect(mask).toHaveLength(count * padded);
      mask.forEach((value, i) => expect(value).toBe(i % padded < rows! * columns! ? 1 : 0));
      const { vision } = readFamily("lfm2_vl", changesOf(one));
      expect(vision).toEqual({ kind: "padded", patch: one.settings.patch, rows: padded });
    },
  );
});

describe("pooled.json", () => {
  it.each(pooled.cases)("$mode $side → $tokens", (one) => {
    const { side, stride, channels: width, frames: count } = one;
    const features = seededFeatures(count * side * side * width, one.seed);
    const pool = one.mode === "average" ? averagePooled : bilinearPooled;
    const got = pool(features, { side, stride, width });
    expect(got).toHaveLength(one.pooled.length);
    const worst = Math.max(...one.pooled.map((value, i) => Math.abs(value - got[i]!)));
    expect(worst).toBeLessThan(1e-7);
  });

  it("the adapters say the same number of tokens", () => {
    for (const { mode, side, stride, tokens } of pooled.cases.filter((one) => one.side === 27)) {
      const { layout, pooling } = readFamily("llava_video", {
        config: { mm_spatial_pool_mode: mode, mm_spatial_pool_stride: stride },
      });
      expect(pooling).toBe(mode);
      expect(layout({ width: 1, height: 1 }, 1)).toMatchObject({
        features: { rows: side, columns: side },
        tokens: { rows: tokens, columns: tokens },
      });
    }
  });
});
