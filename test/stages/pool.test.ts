import { expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createTensor, tensorFrom } from "../../src/gpu/tensor.ts";
import { createPool, pooledGrid } from "../../src/vision/pool.ts";
import { poolBilinearReference } from "../reference/pool-bilinear.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

it("halves LLaVA-OneVision's 27×27 patches to 14×14 tokens, batch after batch", async () => {
  const from = { rows: 27, columns: 27 };
  const to = pooledGrid(from);
  expect(to).toEqual({ rows: 14, columns: 14 });
  const width = 6;
  const features = seededNormals(3 * 729 * width, 1);
  const pool = await createPool(gpu(), from);
  const before = gpu().ledger.liveBuffers;
  const tokens = createTensor(gpu(), [3, 196, width], "float32", "test/tokens");
  for (const [firstFrame, frames] of [
    [0, 2],
    [2, 1],
  ] as const) {
    const part = features.slice(firstFrame * 729 * width, (firstFrame + frames) * 729 * width);
    const batch = tensorFrom(gpu(), part, [frames, 729, width], "test/features");
    pool(batch, tokens, firstFrame);
    batch.destroy();
  }
  const want = poolBilinearReference(features, { frames: 3, from, to, width });
  expect(differs(await readFloats(gpu(), tokens), want, F32_SUM)).toBeNull();
  tokens.destroy();
  expect(gpu().ledger.liveBuffers).toBe(before);
});

it("refuses features of another grid", async () => {
  const pool = await createPool(gpu(), { rows: 4, columns: 4 });
  const features = createTensor(gpu(), [1, 15, 4], "float32", "test/features");
  expect(() => pool(features, features, 0)).toThrow("15 patches");
  features.destroy();
});
