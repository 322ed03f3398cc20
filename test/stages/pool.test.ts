import { expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createTensor, tensorFrom } from "../../src/gpu/tensor.ts";
import { createPool } from "../../src/vision/pool.ts";
import { poolBilinearReference } from "../reference/pool-bilinear.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

it("halves LLaVA-OneVision's 27×27 patches to 14×14 tokens, batch after batch", async () => {
  const from = { rows: 27, columns: 27 };
  const to = { rows: 14, columns: 14 };
  const width = 6;
  const features = seededNormals(3 * 729 * width, 1);
  const pool = await createPool(gpu(), "bilinear", { features: from, tokens: to });
  const before = gpu().ledger.liveBuffers;
  const tokens = createTensor(gpu(), [3, 196, width], "float32", "test/tokens");
  for (const [firstFrame, frames] of [
    [0, 2],
    [2, 1],
  ] as const) {
    const part = features.slice(firstFrame * 729 * width, (firstFrame + frames) * 729 * width);
    const batch = tensorFrom(gpu(), part, [frames, 729, width], "test/features");
    pool(batch, frames, tokens, firstFrame);
    batch.destroy();
  }
  const want = poolBilinearReference(features, { frames: 3, from, to, width });
  expect(differs(await readFloats(gpu(), tokens), want, F32_SUM)).toBeNull();
  tokens.destroy();
  expect(gpu().ledger.liveBuffers).toBe(before);
});

it("averages 27×27 patches to 13×13 tokens for LLaVA-Video, the odd row and column left out", async () => {
  const from = { rows: 27, columns: 27 };
  const to = { rows: 13, columns: 13 };
  const features = seededNormals(2 * 729 * 4, 3);
  const pool = await createPool(gpu(), "average", { features: from, tokens: to });
  // Rows of all steps in one list, as some exports give them.
  const flat = tensorFrom(gpu(), features, [2 * 729, 4], "test/features");
  const tokens = createTensor(gpu(), [3, 169, 4], "float32", "test/tokens");
  pool(flat, 2, tokens, 1);
  const used = { rows: 26, columns: 26 };
  const want = poolBilinearReference(features, { frames: 2, from, used, to, width: 4 });
  const got = await readFloats(gpu(), tokens);
  expect(differs(got.subarray(169 * 4), want, F32_SUM)).toBeNull();
  expect(got.subarray(0, 169 * 4).every((value) => value === 0)).toBe(true);
  flat.destroy();
  tokens.destroy();
});

it("refuses features of another grid", async () => {
  const grid = { rows: 4, columns: 4 };
  const pool = await createPool(gpu(), "none", { features: grid, tokens: grid });
  const features = createTensor(gpu(), [1, 15, 4], "float32", "test/features");
  expect(() => pool(features, 1, features, 0)).toThrow(/gave \[1, 15, 4\]; wanted 1 times 4×4/);
  features.destroy();
});
