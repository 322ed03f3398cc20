import { afterEach, describe, expect, it, vi } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import { decodeFrames } from "../../src/media/decode-frames.ts";
import type { FrameRoute } from "../../src/vision/frame-texture.ts";
import { createCpuPreprocessor } from "../../src/vision/preprocess-on-cpu.ts";
import { createPreprocessor, type TurnedFrame } from "../../src/vision/preprocess.ts";
import { BANDS, BLOCK } from "../../tools/fixtures/picture.ts";
import golden from "../golden/resize.json";
import { resizeReference } from "../reference/resize.ts";
import { turnReference } from "../reference/turn.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { openMedia } from "../support/media.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { PLAIN, seeFrame, seeFrameOnCpu } from "../support/seen-frame.ts";
import { COPIED_COLOR, DECODED_COLOR, EXACT } from "../tolerance.ts";

const gpu = useGpu();
const ROUTES = ["external", "copy", "bytes", "cpu"] as const;

afterEach(() => vi.restoreAllMocks());

const see = async (
  turned: TurnedFrame,
  size: readonly [number, number],
  route?: FrameRoute | "cpu",
): Promise<{ readonly bytes: readonly number[]; readonly route: FrameRoute | "cpu" }> =>
  route === "cpu"
    ? { bytes: await seeFrameOnCpu(turned, size), route }
    : seeFrame(gpu(), turned, size, route);

function frameOf(rgb: Uint8Array, width: number, height: number): VideoFrame {
  const init = { format: "RGBA", codedWidth: width, codedHeight: height, timestamp: 0 } as const;
  return new VideoFrame(withAlpha(rgb), init);
}

describe.each(ROUTES)("a frame that becomes pixels by the way %s", (route) => {
  it("is resized to the bytes that Pillow gives", async () => {
    const one = golden.cases.find(({ bytes, from }) => bytes !== undefined && from[0] === 101)!;
    const [width, height] = one.from as [number, number];
    const frame = frameOf(seededPicture("noise", width, height, one.seed), width, height);
    const seen = await see(
      { frame, rotation: 0, isMirrored: false },
      one.to as [number, number],
      route,
    );
    frame.close();
    expect(seen.route).toBe(route);
    const want = Uint8Array.from(atob(one.bytes!), (c) => c.charCodeAt(0));
    expect(differs(seen.bytes, want, EXACT)).toBeNull();
  });

  it("is turned and mirrored before it is resized", async () => {
    const rgb = seededPicture("edges", 31, 22, 3);
    const triples = Array.from({ length: 31 * 22 }, (_, i) => rgb.slice(i * 3, i * 3 + 3));
    for (const rotation of [90, 180, 270] as const)
      for (const isMirrored of [false, true]) {
        const frame = frameOf(rgb, 31, 22);
        const seen = await see({ frame, rotation, isMirrored }, [12, 9], route);
        frame.close();
        const { pixels, width, height } = turnReference(triples, 31, 22, rotation, isMirrored);
        const upright = Uint8Array.from(pixels.flatMap((triple) => [...triple]));
        const want = resizeReference(upright, [width, height], [12, 9], "bicubic");
        expect(differs(seen.bytes, want, EXACT)).toBeNull();
      }
  });

  const isCopied = route === "bytes" || route === "cpu";
  const tolerance = isCopied ? COPIED_COLOR : DECODED_COLOR;

  it.each([
    "h264-aac.mp4",
    "av1.webm",
    "wide-pixels.mp4",
    "odd-101x57.webm",
    "vp9-alpha.webm",
    "vp9-10-bit.webm",
  ])("shows %s in its colours", async (name) => {
    const video = await openMedia(name);
    for await (const decoded of decodeFrames(video, [0.1, 1.3])) {
      const { bytes } = await see(decoded, [6, 6], route);
      decoded.frame.close();
      const [corner, middle] = [bytes.slice(0, 3), bytes.slice(14 * 3, 15 * 3)];
      expect(differs(corner, BLOCK, tolerance)).toBeNull();
      expect(differs(middle, BANDS[decoded.index === 0 ? 0 : 3]!, tolerance)).toBeNull();
    }
    video.close();
  });
});

describe("createPreprocessor", () => {
  it("falls back to a copy when frames cannot be imported, and does not ask again", async () => {
    const importFrame = vi.spyOn(gpu().device, "importExternalTexture").mockImplementation(() => {
      throw new DOMException("Failed to import texture from video", "OperationError");
    });
    const rgb = seededPicture("noise", 20, 10, 1);
    const preprocessor = await createPreprocessor(
      gpu(),
      PLAIN,
      [{ width: 4, height: 4 }],
      "external",
    );
    const target = createTensor(gpu(), [2, 3, 4, 4], "float32", "test/target");
    for (const index of [0, 1]) {
      const frame = frameOf(rgb, 20, 10);
      await preprocessor.encodeFrame({ frame, rotation: 0, isMirrored: false }, target, index);
      frame.close();
    }
    expect(importFrame).toHaveBeenCalledTimes(1);
    expect(preprocessor.route).toBe("copy");
    const values = await readFloats(gpu(), target);
    expect(values.slice(48)).toEqual(values.slice(0, 48));
    expect(new Set(values).size).toBeGreaterThan(10);
    preprocessor.destroy();
    target.destroy();
  });

  it("begins with the fastest way for the adapter", async () => {
    const frame = frameOf(seededPicture("noise", 4, 4, 1), 4, 4);
    const { route } = await see({ frame, rotation: 0, isMirrored: false }, [4, 4]);
    frame.close();
    expect(route).toBe(gpu().facts.isSoftware ? "bytes" : "external");
  });

  it.each([undefined, "cpu"] as const)("says so when no way works: %s", async (route) => {
    const frame = frameOf(seededPicture("noise", 4, 4, 1), 4, 4);
    frame.close();
    const seen = see({ frame, rotation: 0, isMirrored: false }, [4, 4], route);
    await expect(seen).rejects.toMatchObject({ code: "frame-upload" });
  });

  it("draws a frame that the browser does not copy, on the processor", async () => {
    const rgb = seededPicture("noise", 20, 10, 1);
    const frame = frameOf(rgb, 20, 10);
    vi.spyOn(frame, "copyTo").mockRejectedValue(new DOMException("no", "NotSupportedError"));
    const bytes = await seeFrameOnCpu({ frame, rotation: 0, isMirrored: false }, [7, 5]);
    frame.close();
    expect(differs(bytes, resizeReference(rgb, [20, 10], [7, 5], "bicubic"), EXACT)).toBeNull();
  });

  it("resizes in turn, rounding to bytes between, as SmolVLM2 does", async () => {
    const sizes = [
      { width: 24, height: 14 },
      { width: 24, height: 24 },
    ];
    const preprocessor = await createPreprocessor(
      gpu(),
      { ...PLAIN, resample: "lanczos" },
      sizes,
      "copy",
    );
    const rgb = seededPicture("noise", 40, 23, 3);
    const frame = frameOf(rgb, 40, 23);
    const target = createTensor(gpu(), [1, 3, 24, 24], "float32", "test/target");
    await preprocessor.encodeFrame({ frame, rotation: 0, isMirrored: false }, target, 0);
    frame.close();
    const planes = await readFloats(gpu(), target);
    const got = Array.from(planes, (_, i) => planes[(i % 3) * 576 + Math.floor(i / 3)]!);
    const first = resizeReference(rgb, [40, 23], [24, 14], "lanczos");
    const want = resizeReference(Uint8Array.from(first), [24, 14], [24, 24], "lanczos");
    expect(differs(got, want, EXACT)).toBeNull();
    const onCpu = new Float32Array(3 * 576);
    const again = frameOf(rgb, 40, 23);
    const lanczos = { ...PLAIN, resample: "lanczos" } as const;
    await createCpuPreprocessor(lanczos, sizes).encodeFrame(
      { frame: again, rotation: 0, isMirrored: false },
      onCpu,
    );
    again.close();
    expect(onCpu).toEqual(planes);
    target.destroy();
    preprocessor.destroy();
  });

  it("takes frames of changing sizes, and frees everything", async () => {
    const before = gpu().ledger.liveBuffers;
    const preprocessor = await createPreprocessor(gpu(), PLAIN, [{ width: 8, height: 8 }], "copy");
    const target = createTensor(gpu(), [1, 3, 8, 8], "float32", "test/target");
    for (const [width, height] of [
      [40, 30],
      [8, 8],
      [64, 90],
      [1, 1],
    ] as const) {
      const rgb = seededPicture("noise", width, height, 7);
      const frame = frameOf(rgb, width, height);
      await preprocessor.encodeFrame({ frame, rotation: 0, isMirrored: false }, target, 0);
      frame.close();
      const planes = await readFloats(gpu(), target);
      const got = Array.from(planes, (_, i) => planes[(i % 3) * 64 + Math.floor(i / 3)]!);
      const want = resizeReference(rgb, [width, height], [8, 8], "bicubic");
      expect(differs(got, want, EXACT)).toBeNull();
    }
    target.destroy();
    preprocessor.destroy();
    expect(gpu().ledger.liveBuffers).toBe(before);
  });
});
