// The memory that is counted for a run is what the runtime and we allocate for it, fused or as exported.

import { describe, expect, it } from "vitest";
import { createStopwatch } from "../../src/base/span.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { uniformPrecision } from "../../src/model/precision.ts";
import { decoderMemory, visionMemory, type RunMemory } from "../../src/model/run-memory.ts";
import { decoderRun } from "../../src/model/run-sizes.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import { createFrameEncoder } from "../../src/vision/frame-encoder.ts";
import { EMBEDDED } from "../../src/model/catalogue/embedded.ts";
import { exportFiles } from "../support/exports.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED as EMBEDDED_SOURCE } from "../support/model.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { seededNormals } from "../support/random.ts";
import { RUN_MEMORY } from "../tolerance.ts";

const gpu = useGpu();
const ROWS = 512;

/** The most bytes alive while `work` runs, beyond those alive before. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  const { device, ledger } = gpu();
  const before = ledger.liveBytes;
  let peak = before;
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    peak = Math.max(peak, ledger.liveBytes);
    return buffer;
  };
  try {
    await work();
  } finally {
    device.createBuffer = createBuffer;
  }
  return peak - before;
}

const sum = ({ activations, scores, logits }: RunMemory): number => activations + scores + logits;

describe("what is alive in a run", () => {
  it.each([
    ["rewritten", undefined, true],
    ["as exported", [], false],
  ] as const)("of Qwen2-VL's decoder %s", async (_, rewrites, isFused) => {
    const model = await loadModel(
      gpu(),
      {
        kind: "files",
        id: "qwen2-vl",
        files: await exportFiles("qwen2-vl"),
        precisions: [uniformPrecision("fp32", "")],
      },
      { runtime: "webgpu", ...(rewrites !== undefined && { rewrites }) },
    );
    const { forms, config, decoder } = model;
    expect(forms).toEqual({
      hasFusedVision: isFused,
      hasFusedDecoder: isFused,
      hasAllLogits: !isFused,
      cacheBytes: 4,
    });
    const { width } = config.text;
    const rows = seededNormals(ROWS * width, 3);
    const got = await peakOf(async () => {
      const embeddings = tensorFrom(gpu(), rows, [1, ROWS, width], "test");
      const logits = await decoder.forward(embeddings);
      logits.destroy();
      embeddings.destroy();
    });
    const run = { ...decoderRun(config.text, forms), width };
    const want =
      sum(decoderMemory(run, { rows: ROWS, positions: ROWS }, 4)) +
      rows.byteLength +
      ROWS * decoder.cache.bytesPerPosition;
    expect(want / got).toBeGreaterThan(RUN_MEMORY.least);
    expect(want / got).toBeLessThan(RUN_MEMORY.most);
    await model.release();
  });

  it("of the embedded model's vision encoder", async () => {
    const model = await loadModel(gpu(), EMBEDDED_SOURCE, { runtime: "webgpu" });
    const { config, vision } = model;
    const frames = 8;
    const layout = config.layout({ width: 64, height: 64 }, frames);
    async function* pictures() {
      for (let i = 0; i < frames; i++) {
        const rgba = withAlpha(seededPicture("noise", 64, 64, i));
        const init = { format: "RGBA", codedWidth: 64, codedHeight: 64, timestamp: 0 } as const;
        yield { frame: new VideoFrame(rgba, init), rotation: 0 as const, isMirrored: false };
      }
    }
    // As on a graphics card; a software adapter's pixels are the processor's.
    const encoder = await createFrameEncoder(gpu(), vision, config, layout, { place: "gpu" });
    const got = await peakOf(async () => {
      const tokens = await encoder.encode(pictures(), frames, { stopwatch: createStopwatch() });
      tokens.destroy();
    });
    encoder.destroy();
    const want = sum(visionMemory({ ...EMBEDDED.memory.vision, isFused: false }, 8, 4));
    expect(want / got).toBeGreaterThan(RUN_MEMORY.least);
    expect(want / got).toBeLessThan(RUN_MEMORY.most);
    await model.release();
  });
});
