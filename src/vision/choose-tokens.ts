// Chooses which tokens of each step are encoded, before anything is: by what the patches look like before the first layer.
// Equally many of each step are chosen, so that steps share runs.

import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, reshape, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { loadGatherRows, recordGatherRows } from "../kernels/gather-rows.ts";
import type { Pool } from "./pool.ts";
import { patchesOfTokens, type TokenPatches } from "./token-patches.ts";

/** Chooses by embeddings [T, N, W] of tokens; returns [T · N], 1 where one is chosen, equally many of each step. */
export type ChooseTokens = (embeddings: Tensor) => Promise<Uint8Array>;

export interface ChosenTokens {
  /** [steps · N], 1 where a token is encoded. */
  readonly tokens: Uint8Array;
  /** [steps · P], 1 where one of these is made of a patch. */
  readonly patches: Uint32Array<ArrayBuffer>;
}

export interface TokenChooser {
  /** Chooses tokens of `steps` by their patches before the layers, [B, P, D]. */
  choose(patches: Tensor, steps: number): Promise<ChosenTokens>;
}

/** Returns null where it is not known which patches a token is made of. */
export function createTokenChooser(
  gpu: Gpu,
  grid: TokenPatches,
  pool: Pool,
  choose: ChooseTokens,
): TokenChooser | null {
  const members = patchesOfTokens(grid);
  if (members === null) return null;
  const perStep = grid.patches.rows * grid.patches.columns;

  /** The embeddings of the tokens: pooled as features are, or those of all patches that are merged, one behind the other. */
  const embed = async (patches: Tensor, steps: number): Promise<Tensor> => {
    const width = elementCount(patches.dims) / (steps * perStep);
    if (grid.pooling !== "none") {
      const dims = [steps, members.length, width];
      const pooled = createTensor(gpu, dims, "float32", "vision/token-embeddings");
      pool(patches, steps, pooled, 0);
      return pooled;
    }
    const order = members.flat();
    const indices = Uint32Array.from(
      { length: steps * perStep },
      (_, i) => Math.floor(i / perStep) * perStep + (order[i % perStep] ?? 0),
    );
    const listed = tensorFrom(gpu, indices, [indices.length], "vision/token-order");
    const dims = [steps * perStep, width];
    const picked = createTensor(gpu, dims, "float32", "vision/token-embeddings");
    const kernel = await loadGatherRows(gpu, width, "f32");
    const recorder = createRecorder(gpu, "vision/token-embeddings");
    const shape = { count: indices.length, width };
    recordGatherRows(recorder, kernel, shape, { rows: patches, indices: listed, picked });
    recorder.submit();
    listed.destroy();
    const merged = (perStep / members.length) * width;
    return reshape(picked, [steps, members.length, merged]);
  };

  return {
    async choose(given, steps) {
      const embeddings = await embed(given, steps);
      const tokens = await choose(embeddings).finally(() => embeddings.destroy());
      invariant(
        tokens.length === steps * members.length,
        `${tokens.length} tokens of ${steps} steps`,
      );
      const patches = new Uint32Array(steps * perStep);
      for (const [token, isChosen] of tokens.entries()) {
        if (isChosen === 0) continue;
        const first = Math.floor(token / members.length) * perStep;
        for (const patch of members[token % members.length] ?? []) patches[first + patch] = 1;
      }
      return { tokens, patches };
    },
  };
}
