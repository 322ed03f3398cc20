// Tokens that are chosen before they are encoded: their patches alone go through the layers, and see nothing of the others.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStopwatch } from "../../src/base/span.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import { createFrameEncoder } from "../../src/vision/frame-encoder.ts";
import { patchesOfTokens } from "../../src/vision/token-patches.ts";
import { differs } from "../support/differs.ts";
import { exportFiles } from "../support/exports.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { CUT_FEATURES } from "../tolerance.ts";

const gpu = useGpu();

async function* arriving(pictures: readonly Uint8Array[], width: number, height: number) {
  for (const rgb of pictures) {
    const init = { format: "RGBA", codedWidth: width, codedHeight: height, timestamp: 0 } as const;
    yield { frame: new VideoFrame(withAlpha(rgb), init), rotation: 0 as const, isMirrored: false };
  }
}

describe.each(["embedded", "llava-onevision", "smolvlm2", "qwen2-vl"])("%s", (name) => {
  let model: LoadedModel;
  beforeAll(async () => {
    const files = name === "embedded" ? null : await exportFiles(name);
    const source = files === null ? EMBEDDED : { kind: "files" as const, id: name, files };
    model = await loadModel(gpu(), source, GRAPHS_ON_CPU);
  });
  afterAll(() => model.release());

  /** The tokens of pictures in the encoder's own size, so that a pixel is a pixel. */
  async function encode(
    pictures: readonly Uint8Array[],
    size: { readonly width: number; readonly height: number },
    share: number | null,
  ) {
    const { vision, config } = model;
    const layout = config.layout(size, pictures.length);
    const perStep = layout.tokens.rows * layout.tokens.columns;
    const count = Math.round((share ?? 1) * perStep);
    const encoder = await createFrameEncoder(gpu(), vision, config, layout, {
      choose:
        share === null
          ? null
          : ({ dims }) => {
              // The same for every step: the first ones of each second row of tokens, and so on.
              const mask = Array.from({ length: perStep }, (_, token) =>
                (token * 7) % perStep < count ? 1 : 0,
              );
              return Promise.resolve(
                Uint8Array.from(Array.from({ length: dims[0]! }, () => mask).flat()),
              );
            },
    });
    const options = { stopwatch: createStopwatch() };
    const { width, height } = size;
    const tokens = await encoder.encode(
      arriving(pictures, width, height),
      pictures.length,
      options,
    );
    const values = await readFloats(gpu(), tokens);
    const { encodedTokens: mask, report, picture } = encoder;
    const channels = tokens.dims[2]!;
    tokens.destroy();
    encoder.destroy();
    return { values, mask, report, picture, channels, layout };
  }

  const sizeOf = (): { width: number; height: number } => {
    const { resizes } = model.config.layout({ width: 112, height: 112 }, 2);
    return resizes.at(-1)!;
  };

  it("gives the whole encoder's tokens where all are chosen", async () => {
    const size = sizeOf();
    const pictures = [1, 2].map((seed) => seededPicture("noise", size.width, size.height, seed));
    const whole = await encode(pictures, size, null);
    const all = await encode(pictures, size, 1);
    expect(whole.mask).toBeNull();
    expect(all.mask!.every((one) => one === 1)).toBe(true);
    expect(differs(all.values, whole.values, CUT_FEATURES)).toBeNull();
  });

  it("gives tokens in which nothing is of what was not chosen", async () => {
    const size = sizeOf();
    const before = [1, 2].map((seed) => seededPicture("noise", size.width, size.height, seed));
    const want = await encode(before, size, 0.4);
    const { config } = model;
    const patch = "patch" in config.vision ? config.vision.patch : config.tower.patch;
    const merge = config.vision.kind === "patches" ? config.vision.merge : 1;
    const grid = { rows: Math.floor(size.height / patch), columns: Math.floor(size.width / patch) };
    const members = patchesOfTokens({
      patches: grid,
      merge,
      tokens: want.layout.tokens,
      pooling: config.pooling,
    })!;
    const perStep = members.length;
    const used = new Set(members.flatMap((list, token) => (want.mask![token] === 1 ? list : [])));
    expect(used.size).toBeLessThan(grid.rows * grid.columns);
    const { patches, encoded } = want.report.count!;
    expect(encoded / patches).toBeCloseTo(used.size / (grid.rows * grid.columns), 6);
    const after = before.map((rgb) => rgb.slice());
    for (let p = 0; p < grid.rows * grid.columns; p++) {
      if (used.has(p)) continue;
      const [block, within] = [Math.floor(p / merge ** 2), p % merge ** 2];
      const blocks = grid.columns / merge;
      const row = Math.floor(block / blocks) * merge + Math.floor(within / merge);
      const column = (block % blocks) * merge + (within % merge);
      for (const rgb of after) {
        for (let y = row * patch; y < (row + 1) * patch; y++) {
          const at = (y * size.width + column * patch) * 3;
          rgb.fill(200, at, at + 3 * patch);
        }
      }
    }
    const got = await encode(after, size, 0.4);
    expect(got.mask).toEqual(want.mask);
    const chosen = ({ values, channels }: typeof got): number[] =>
      [...got.mask!.keys()].flatMap((token) =>
        got.mask![token] === 1
          ? [...values.subarray(token * channels, (token + 1) * channels)]
          : [],
      );
    expect(chosen(got).length).toBe(
      (got.mask!.length / perStep) * Math.round(0.4 * perStep) * got.channels,
    );
    expect(differs(chosen(got), chosen(want), CUT_FEATURES)).toBeNull();
    expect(differs(got.values, want.values, CUT_FEATURES)).toBeNull();
  });
});
