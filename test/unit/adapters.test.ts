import { describe, expect, it } from "vitest";
import { ADAPTERS, adapterFor } from "../../src/model/adapters/find.ts";
import { PUBLISHED, readFamily, type Changes, type Family } from "../support/family-configs.ts";

const FAMILIES = Object.keys(PUBLISHED) as Family[];
const video = (steps: number, rows: number, columns: number, isWhole = false) => ({
  steps,
  tokens: { rows, columns },
  timesSec: Array.from({ length: steps }, (_, i) => i),
  shownTimesSec: Array.from({ length: steps }, (_, i) => i),
  durationSec: steps,
  isWhole,
});

describe("adapters by family", () => {
  it("has one adapter for each family", () => {
    expect(ADAPTERS.map(({ family }) => family).sort()).toEqual([...FAMILIES].sort());
    for (const family of FAMILIES) expect(adapterFor(family).family).toBe(family);
  });

  it("names the families it knows when it is asked for another", () => {
    expect(() => adapterFor("bert")).toThrow(
      /"bert"; this version runs .*"llava_onevision".*"qwen2_vl".*"smolvlm".*"llava_video"/,
    );
  });
});

describe("adapters read the published files", () => {
  it.each([
    [
      "llava_onevision",
      { width: 896, layers: 24, kvHeads: 2, headSize: 64, endTokenIds: [151_645] },
    ],
    ["llava_video", { width: 3584, layers: 28, kvHeads: 4, headSize: 128 }],
    ["qwen2_vl", { width: 1536, layers: 28, headSize: 128, endTokenIds: [151_645, 151_643] }],
    ["smolvlm", { width: 960, layers: 32, kvHeads: 5, headSize: 64, maxPositions: 8192 }],
  ] as const)("%s: the language model", (family, text) => {
    expect(readFamily(family).text).toMatchObject(text);
  });

  it.each([
    ["llava_onevision", 27, 14, [[384, 384]]],
    ["llava_video", 27, 13, [[384, 384]]],
    [
      "smolvlm",
      8,
      8,
      [
        [512, 288],
        [512, 512],
      ],
    ],
  ] as const)("%s: a 16 : 9 frame", (family, features, tokens, sizes) => {
    expect(readFamily(family).layout({ width: 640, height: 360 }, 8)).toEqual({
      resizes: sizes.map(([width, height]) => ({ width, height })),
      features: { rows: features, columns: features },
      tokens: { rows: tokens, columns: tokens },
    });
  });

  it("qwen2_vl keeps a frame's shape within the folder's pixels, the family's and the reader's", () => {
    const { layout, stepTokens, framesPerStep, vision } = readFamily("qwen2_vl");
    const tokensOf = (width: number, frames: number, most?: number) =>
      layout({ width, height: (width * 9) / 16 }, frames, most).tokens;
    expect(layout({ width: 640, height: 360 }, 8)).toEqual({
      resizes: [{ width: 644, height: 364 }],
      features: { rows: 13, columns: 23 },
      tokens: { rows: 13, columns: 23 },
    });
    expect(stepTokens).toBe(768);
    expect(tokensOf(1920, 8)).toEqual({ rows: 20, columns: 36 });
    // 24,576 tokens for all frames: at 96 of them 512 for each two.
    expect(tokensOf(1920, 96)).toEqual({ rows: 16, columns: 30 });
    expect(tokensOf(1920, 8, 100)).toEqual({ rows: 7, columns: 13 });
    expect(tokensOf(1920, 8, 1000)).toEqual(tokensOf(1920, 8));
    // Smaller frames are enlarged to the folder's least, unless the reader has less.
    expect(tokensOf(16, 8)).toEqual({ rows: 2, columns: 3 });
    const least = readFamily("qwen2_vl", { preprocessor: { min_pixels: 128 * 28 * 28 } });
    expect(least.layout({ width: 160, height: 90 }, 8).tokens).toEqual({ rows: 9, columns: 16 });
    expect(least.layout({ width: 160, height: 90 }, 8, 20).tokens).toEqual({ rows: 3, columns: 6 });
    expect(framesPerStep).toBe(2);
    expect(vision).toEqual({ kind: "patches", patch: 14, merge: 2 });
  });

  it("qwen2_vl finds the language model's fields in text_config too", () => {
    const { model_type, vision_config, video_token_id, ...text } = PUBLISHED.qwen2_vl.config;
    const none = Object.fromEntries(Object.keys(text).map((key) => [key, undefined]));
    const changes: Changes = { config: { ...none, text_config: text } };
    expect(readFamily("qwen2_vl", changes).text).toEqual(readFamily("qwen2_vl").text);
    expect([model_type, vision_config.patch_size, video_token_id]).toEqual([
      "qwen2_vl",
      14,
      151_656,
    ]);
  });

  it("finds the pixels of a re-saved folder under their new names, and the library's own without any", () => {
    const size = { shortest_edge: 64 * 784, longest_edge: 200 * 784 };
    const named = { min_pixels: undefined, max_pixels: undefined };
    const resaved = readFamily("qwen2_vl", { preprocessor: { ...named, size } });
    expect(resaved.layout({ width: 1920, height: 1080 }, 8).tokens).toEqual({
      rows: 10,
      columns: 18,
    });
    expect(resaved.layout({ width: 32, height: 18 }, 8).tokens).toEqual({ rows: 6, columns: 11 });
    const bare = readFamily("qwen2_vl", { preprocessor: named });
    expect(bare.stepTokens).toBe(768);
    expect(bare.layout({ width: 160, height: 90 }, 8).tokens).toEqual({ rows: 9, columns: 16 });
  });

  it("obeys a preprocessor that allows fewer pixels", () => {
    const { layout } = readFamily("qwen2_vl", { preprocessor: { max_pixels: 6 * 28 * 28 } });
    const { rows, columns } = layout({ width: 1920, height: 1080 }, 8).tokens;
    expect(rows * columns).toBeLessThanOrEqual(6);
  });

  it("takes what the folder says of videos before what it says of pictures", () => {
    const videoPreprocessor = { size: { width: 224, height: 224 }, resample: 2, image_mean: null };
    const read = readFamily("llava_onevision", { videoPreprocessor });
    expect(read.layout({ width: 9, height: 9 }, 1).resizes).toEqual([{ width: 224, height: 224 }]);
    expect(read.pixels).toMatchObject({ resample: "bilinear", mean: [0.5, 0.5, 0.5] });
  });

  it("resizes once where the first size is the square already", () => {
    expect(readFamily("smolvlm").layout({ width: 300, height: 300 }, 1).resizes).toEqual([
      { width: 512, height: 512 },
    ]);
  });
});

describe("LLaVA-Video's settings", () => {
  const read = (config: Changes["config"]) => readFamily("llava_video", { config: config ?? {} });
  const frame = { width: 2, height: 2 };

  it.each([
    [{ mm_spatial_pool_mode: "average" }, "average", 13],
    [{ mm_spatial_pool_mode: "bilinear" }, "bilinear", 14],
    [{ mm_spatial_pool_mode: undefined }, "bilinear", 14],
    [{ mm_spatial_pool_stride: 3 }, "average", 9],
    [{ mm_spatial_pool_stride: 1 }, "none", 27],
  ])("%j pools by %s to %i a side", (config, pooling, side) => {
    const family = read(config);
    expect(family.pooling).toBe(pooling);
    expect(family.layout(frame, 1).tokens).toEqual({ rows: side, columns: side });
  });

  it.each([
    ["frame", "TTTT n TTTT n", true],
    ["one_token", "TTTTTTTT n", true],
    ["no_token", "TTTTTTTT", false],
    ["grid", "TT n TT n TT n TT n", true],
  ])("newlines at %s", (position, wanted, hasNewline) => {
    const family = read({ mm_newline_position: position });
    const drawn = family
      .pieces(video(2, 2, 2))
      .map((piece) => (piece.kind === "tokens" ? "T".repeat(piece.to - piece.from) : "n"));
    expect(drawn.join(" ")).toBe(wanted);
    expect(family.newlineNames !== null).toBe(hasNewline);
  });

  it("has VidCom²'s order of newlines as an option, for prompts that lack tokens", () => {
    const whole = video(2, 2, 3, true);
    expect(read({ framewise_newline_order: "released" }).pieces(whole)).toEqual(
      read({ framewise_newline_order: "rows" }).pieces(whole),
    );
    const pieces = read({ framewise_newline_order: "released" }).pieces(video(2, 2, 3));
    const newline = (step: number) => ({ kind: "newline", step });
    expect(pieces).toEqual([
      { kind: "tokens", from: 0, to: 6 },
      newline(0),
      newline(0),
      { kind: "tokens", from: 6, to: 12 },
      newline(1),
      newline(1),
    ]);
  });
});

describe("adapters refuse what they do not run", () => {
  it.each<[Family, Changes, RegExp]>([
    [
      "llava_video",
      { config: { mm_spatial_pool_mode: "max" } },
      /"max", wanted one of "bilinear", "average"/,
    ],
    ["llava_video", { config: { mm_newline_position: "row" } }, /"mm_newline_position" is "row"/],
    ["llava_video", { config: { mm_spatial_pool_stride: 12 } }, /stride" 12 leaves too few of 27/],
    ["llava_video", { config: { add_faster_video: true } }, /add_faster_video/],
    [
      "qwen2_vl",
      { config: { vision_config: { temporal_patch_size: 4 } } },
      /is 4; this version runs 2/,
    ],
    ["qwen2_vl", { config: { video_token_id: undefined } }, /"video_token_id" is nothing/],
    ["smolvlm", { config: { scale_factor: 5 } }, /"scale_factor" 5 does not divide the 32/],
    [
      "smolvlm",
      { preprocessor: { max_image_size: undefined } },
      /max_image_size is not a JSON object/,
    ],
    ["llava_onevision", { preprocessor: { resample: 4 } }, /"resample" is 4; wanted 1/],
    ["llava_onevision", { preprocessor: { image_std: [1, 1] } }, /"image_std" does not give three/],
  ])("%s %j", (family, changes, message) => {
    const failure = (): unknown => {
      try {
        return readFamily(family, changes);
      } catch (error) {
        return error;
      }
    };
    expect(failure()).toMatchObject({ code: "model-config" });
    expect(() => readFamily(family, changes)).toThrow(message);
  });

  it("qwen2_vl says which frames are too narrow", () => {
    const { layout } = readFamily("qwen2_vl");
    expect(() => layout({ width: 2010, height: 10 }, 1)).toThrow(/2010 × 10 pixels.*200 : 1/);
    expect(() => layout({ width: 2000, height: 10 }, 1)).not.toThrow();
  });
});
