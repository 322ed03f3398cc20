import { describe, expect, it } from "vitest";
import { readUints } from "../../src/gpu/readback.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import { loadResizeLoad, runResizeLoad, uprightWalk } from "../../src/kernels/resize-load.ts";
import { turnReference } from "../reference/turn.ts";
import { useGpu } from "../support/gpu.ts";
import { packPixels, seededPicture, withAlpha } from "../support/pictures.ts";

const gpu = useGpu();
const ROTATIONS = [0, 90, 180, 270] as const;
const TURNS = ROTATIONS.flatMap((rotation) =>
  [false, true].map((isMirrored) => ({ rotation, isMirrored })),
);

type Form = "texture" | "external";

/** Node has no video frames; test/stages/software-frames.test.ts brings them to our own device in the browser. */
const FORMS: readonly Form[] = "VideoFrame" in globalThis ? ["texture", "external"] : ["texture"];

/** Loads a seeded picture as a frame; returns what arrived and what was sent. */
async function load(form: Form, width: number, height: number, turn: (typeof TURNS)[number]) {
  const rgb = seededPicture("noise", width, height, width * 100 + height);
  const walk = uprightWalk(width, height, turn.rotation, turn.isMirrored);
  const pixels = createTensor(gpu(), [width * height], "uint32", "test/pixels");
  const kernels = await loadResizeLoad(gpu());
  if (form === "external") {
    const init = { format: "RGBA", codedWidth: width, codedHeight: height, timestamp: 0 } as const;
    const frame = new VideoFrame(withAlpha(rgb), init);
    const source = gpu().device.importExternalTexture({ source: frame });
    runResizeLoad(gpu(), kernels, source, walk, pixels);
    frame.close();
  } else {
    const texture = gpu().device.createTexture({
      size: [width, height],
      format: "rgba8unorm",
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
    gpu().device.queue.writeTexture({ texture }, withAlpha(rgb), { bytesPerRow: width * 4 }, [
      width,
      height,
    ]);
    runResizeLoad(gpu(), kernels, texture, walk, pixels);
    texture.destroy();
  }
  const got = Array.from(await readUints(gpu(), pixels));
  pixels.destroy();
  const want = turnReference([...packPixels(rgb)], width, height, turn.rotation, turn.isMirrored);
  return { got, want, walk };
}

describe.each(FORMS)("resize-load from a %s", (form) => {
  it.each(TURNS)("turns by $rotation°, mirrored: $isMirrored", async (turn) => {
    const { got, want, walk } = await load(form, 13, 7, turn);
    expect([walk.columns, walk.rows]).toEqual([want.width, want.height]);
    expect(got).toEqual(want.pixels);
  });

  it.each([
    [1, 1],
    [64, 1],
    [1, 65],
    [129, 33],
  ])("copies every byte of %i × %i", async (width, height) => {
    const { got, want } = await load(form, width, height, { rotation: 0, isMirrored: false });
    expect(got).toEqual(want.pixels);
  });
});

describe("resize-load", () => {
  it("refuses to write past the end of its output", async () => {
    const pixels = createTensor(gpu(), [5], "uint32", "test/pixels");
    const texture = gpu().device.createTexture({
      size: [3, 2],
      format: "rgba8unorm",
      usage: GPUTextureUsage.TEXTURE_BINDING,
    });
    const kernels = await loadResizeLoad(gpu());
    const walk = uprightWalk(3, 2, 0, false);
    expect(() => runResizeLoad(gpu(), kernels, texture, walk, pixels)).toThrow(
      /test\/pixels is too small for 2×3/,
    );
    texture.destroy();
    pixels.destroy();
  });
});
