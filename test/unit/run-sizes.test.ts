import { describe, expect, it } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import { inParts } from "../../src/model/in-parts.ts";
import {
  largestTensor,
  MOST_ROWS_ON_CPU,
  rowsPerRun,
  stepsPerRun,
} from "../../src/model/run-sizes.ts";

const MB = 2 ** 20;
const GB = 2 ** 30;

// The towers and decoders of the published models, in 32 bits.
const SMOLVLM2 = {
  vision: { patches: 1024, framesPerStep: 1, hidden: 3072, heads: 12, isFused: false },
  decoder: {
    hidden: 2560,
    heads: 15,
    isFused: false,
    valueBytes: 4,
    vocabulary: 49_280,
    hasAllLogits: false,
  },
} as const;
const LLAVA = {
  vision: { patches: 729, framesPerStep: 1, hidden: 4304, heads: 16, isFused: false },
  decoder: {
    hidden: 4864,
    heads: 14,
    isFused: false,
    valueBytes: 4,
    vocabulary: 152_000,
    hasAllLogits: true,
  },
} as const;
const FUSED = {
  vision: { ...LLAVA.vision, isFused: true },
  decoder: { ...LLAVA.decoder, isFused: true, hasAllLogits: false },
} as const;
const QWEN2_VL = { ...LLAVA, vision: { ...LLAVA.vision, framesPerStep: 2 } } as const;

describe("the sizes of a run", () => {
  it.each([
    // 8 × 12 × 1024² scores have 403 MB; 2048 × 15 × 6300 have 774 MB.
    ["SmolVLM2, room for 1 GB", SMOLVLM2, 1 * GB, { steps: 8, rows: 2048 }],
    ["SmolVLM2, 512 MB", SMOLVLM2, 512 * MB, { steps: 8, rows: 1024 }],
    ["SmolVLM2, a binding of 256 MB", SMOLVLM2, 256 * MB, { steps: 4, rows: 512 }],
    ["SmolVLM2, a binding of 128 MB", SMOLVLM2, 128 * MB, { steps: 2, rows: 256 }],
    // Logits of all rows: 2048 × 152 000 have 1.2 GB, more than the scores.
    ["LLaVA as exported, 2 GB", LLAVA, 2 * GB, { steps: 8, rows: 2048 }],
    ["LLaVA as exported, 1 GB", LLAVA, 1 * GB, { steps: 8, rows: 1024 }],
    ["LLaVA as exported, 256 MB", LLAVA, 256 * MB, { steps: 4, rows: 256 }],
    // The MLPs are what is left: 8 × 729 × 4304 have 100 MB, 2048 × 4864 have 40 MB.
    ["LLaVA fused, last row only, 128 MB", FUSED, 128 * MB, { steps: 8, rows: 2048 }],
    ["LLaVA fused, last row only, 32 MB", FUSED, 32 * MB, { steps: 2, rows: 1024 }],
    // Its graph was traced with one step.
    ["two frames a step", QWEN2_VL, 2 * GB, { steps: 1, rows: 2048 }],
    ["anything, no room at all", LLAVA, 1, { steps: 1, rows: 1 }],
  ])("of %s", (_, { vision, decoder }, largestBytes, { steps, rows }) => {
    expect(stepsPerRun(vision, largestBytes)).toBe(steps);
    expect(rowsPerRun(decoder, largestBytes, 6300)).toBe(rows);
  });

  it("are smaller on the processor, where nothing stops a run, unless memory wants still less", () => {
    expect(rowsPerRun(FUSED.decoder, 2 * GB, 6300, MOST_ROWS_ON_CPU)).toBe(256);
    expect(rowsPerRun(LLAVA.decoder, 128 * MB, 6300, MOST_ROWS_ON_CPU)).toBe(128);
  });

  it.each([
    ["a desktop GPU, little taken", 2 * GB, 0.4 * GB, 0.9 * GB],
    ["the same, much taken: what WebGPU promises", 2 * GB, 3.8 * GB, 128 * MB],
    ["a phone's binding", 256 * MB, 0.4 * GB, 256 * MB],
    ["more taken than is counted on", 2 * GB, 9 * GB, 128 * MB],
  ])("know the largest tensor on %s", (_, binding, liveBytes, wanted) => {
    const limits = { maxBufferSize: 4 * GB, maxStorageBufferBindingSize: binding };
    expect(largestTensor(limits, liveBytes)).toBeCloseTo(wanted, 0);
  });
});

describe("work in parts", () => {
  const memory = () => new AppError("graph-memory", "Too much.", "Take less.");
  /** Ranges that were done, where `fits` at once. */
  async function parts(total: number, most: number, fits: number, thrown: Error = memory()) {
    const done: string[] = [];
    const size = { most };
    let failures = 0;
    await inParts(total, size, async (from, count) => {
      if (count > fits) {
        failures++;
        throw thrown;
      }
      done.push(`${from}+${count}`);
    });
    return { done: done.join(" "), failures, most: size.most };
  }

  it.each([
    [8, 8, 8, "0+8", 0],
    [20, 8, 8, "0+8 8+8 16+4", 0],
    [8, 8, 3, "0+2 2+2 4+2 6+2", 2],
    [5, Infinity, 4, "0+3 3+2", 1],
    [3, 8, 1, "0+1 1+1 2+1", 2],
  ])("of %i, %d at once where %i fit", async (total, most, fits, done, failures) => {
    expect(await parts(total, most, fits)).toMatchObject({ done, failures });
  });

  it("stays small for what comes later", async () => {
    expect((await parts(8, 8, 3)).most).toBe(2);
  });

  it("fails when one alone is too much, or when it was not for memory", async () => {
    await expect(parts(4, 4, 0)).rejects.toMatchObject({ code: "graph-memory" });
    await expect(parts(4, 4, 1, new Error("else"))).rejects.toThrow("else");
  });
});
