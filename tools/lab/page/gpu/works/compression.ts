// Choosing tokens by every method of the catalogue, and measuring the choice.

import { createCompressor } from "../../../../../src/compression/plan.ts";
import { loadQuality } from "../../../../../src/compression/quality.ts";
import { isInside, METHOD_CHOICES } from "../../../../../src/compression/method-choices.ts";
import type { PlanRequest } from "../../../../../src/compression/request.ts";
import type { Gpu } from "../../../../../src/gpu/device.ts";
import { tensorFrom, type Tensor } from "../../../../../src/gpu/tensor.ts";
import { normals } from "../../../../replica/weights/values.ts";
import { reachable } from "../../reachable.ts";
import type { Work, WorkSize } from "./work.ts";

/** What no method asks for by itself. */
const OTHER_REQUESTS: readonly PlanRequest[] = [
  { method: "vidcom2", retention: 0.25, budget: "shuffled" },
  { method: "vidcom2", retention: 0.25, budget: "even" },
  { method: "vidcom2", retention: 0.25, switches: { kernel: "gaussian", channels: "all" } },
];

const RETENTIONS = [0.25, 0.5, 0.9] as const;

/** One after another, until one is high enough for the method. */
function choosing(name: string, request: Omit<PlanRequest, "retention">): Work {
  return {
    name: `choose by ${name}`,
    run: (gpu, size) =>
      withTokens(gpu, size, size.width, async (tokens) => {
        const compressor = createCompressor(gpu);
        try {
          for (const retention of RETENTIONS) {
            const plan = compressor.plan(
              tokens,
              { ...request, retention },
              { gather: true, columns: size.grid },
            );
            const selection = await reachable(plan);
            selection?.destroy();
            if (selection !== null) return;
          }
          throw new Error(`${name} keeps none of ${RETENTIONS.join(", ")}`);
        } finally {
          compressor.forget(tokens);
          compressor.destroy();
        }
      }),
  };
}

/** Tokens that change slowly, so that methods that merge find something to merge. */
async function withTokens(
  gpu: Gpu,
  { frames, grid }: WorkSize,
  width: number,
  work: (tokens: Tensor) => Promise<void>,
): Promise<void> {
  const perFrame = grid * grid * width;
  const still = normals(perFrame, 3);
  const values = normals(frames * perFrame, 7);
  for (let i = 0; i < values.length; i++) {
    values[i] = 0.3 * (values[i] ?? 0) + (still[i % perFrame] ?? 0);
  }
  const tokens = tensorFrom(gpu, values, [frames, grid * grid, width], "bench/tokens");
  try {
    await work(tokens);
  } finally {
    tokens.destroy();
  }
}

const chunks: Work = {
  name: "choose by Cover in chunks",
  run: (gpu, size) =>
    withTokens(gpu, size, size.width, async (tokens) => {
      const compressor = createCompressor(gpu);
      const { codes } = await compressor.coverChunk(tokens, null);
      await compressor.coverChunk(tokens, codes);
      compressor.destroy();
    }),
};

/** Rows of a width that is no multiple of four are padded first, and gathered one channel at a time. */
const odd: Work = {
  name: "choose from odd rows",
  run: (gpu, size) =>
    withTokens(gpu, size, size.width - 1, async (tokens) => {
      const compressor = createCompressor(gpu);
      const request = { method: "vidcom2", retention: 0.25 } as const;
      (await compressor.plan(tokens, request, { gather: true })).destroy();
      compressor.forget(tokens);
      compressor.destroy();
    }),
};

const quality: Work = {
  name: "measure a choice",
  run: (gpu, size) =>
    withTokens(gpu, size, size.width, async (tokens) => {
      const count = size.frames * size.grid * size.grid;
      const kept = Uint32Array.from({ length: Math.ceil(count / 16) }, (_, i) => 16 * i);
      const indices = tensorFrom(gpu, kept, [kept.length], "bench/kept");
      const measure = await loadQuality(gpu, tokens);
      await measure({ indices, rows: null });
      indices.destroy();
    }),
};

export const COMPRESSION_WORKS: readonly Work[] = [
  ...METHOD_CHOICES.filter(({ method }) => !isInside(method)).map(({ name, method, variant }) =>
    choosing(name, { method, ...(variant !== null && { variant }) }),
  ),
  ...OTHER_REQUESTS.map((request) =>
    choosing(`${request.method}, ${request.budget ?? "Gaussians on all channels"}`, request),
  ),
  chunks,
  odd,
  quality,
];
