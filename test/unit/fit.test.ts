// What the page says to different machines. The machines are made up, their limits are those of real ones.

import { describe, expect, it } from "vitest";
import { fitModel, memoryNeed, type Machine } from "../../src/model/fit.ts";
import { findModel, MODELS } from "../../src/model/registry.ts";
import { precisionBytes } from "../../src/model/registry/sizes.ts";

const GB = 2 ** 30;
const limits = (bytes: number) => ({ maxBufferSize: bytes, maxStorageBufferBindingSize: bytes });

const DESKTOP: Machine = {
  hasShaderF16: true,
  limits: limits(4 * GB - 4),
  quotaFreeBytes: 100 * GB,
  deviceMemoryGb: 8,
  storedBytes: 0,
};
const NO_F16: Machine = { ...DESKTOP, hasShaderF16: false };
const PHONE: Machine = { ...DESKTOP, limits: limits(256 * 2 ** 20), deviceMemoryGb: 4 };
const FULL_DISK: Machine = { ...DESKTOP, quotaFreeBytes: 0.3 * GB };
const SMALL: Machine = { ...DESKTOP, deviceMemoryGb: 0.5 };

const EMBEDDED = "framewise-shapes";
const SMOL_256 = "HuggingFaceTB/SmolVLM2-256M-Video-Instruct";
const SMOL_500 = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
const QWEN = "onnx-community/Qwen2-VL-2B-Instruct";
const LLAVA_VIDEO = "lmms-lab/LLaVA-Video-7B-Qwen2";

const entryOf = (id: string) => findModel(id)!;

describe("the version that is proposed", () => {
  it.each([
    ["a desktop GPU", DESKTOP, ["fp32", "q4-fp16", "q4-fp16", "fp16-q4f16", "q4f16", "q4f16"]],
    // 4-bit weights with 32-bit steps; Qwen2-VL has none that a page could load.
    ["a GPU without shader-f16", NO_F16, ["fp32", "q4", "q4", "q4", null, "q4"]],
    // LLaVA-OneVision's table of 152 000 rows has 260 MB in 16 bits.
    ["a phone with bindings of 256 MB", PHONE, ["fp32", "q4-fp16", "q4-fp16", null, null, null]],
    ["a disk with 0.3 GB left", FULL_DISK, ["fp32", "q4-fp16", null, null, null, "q4f16"]],
    ["a machine with 0.5 GB", SMALL, ["fp32", "q4-fp16", "q4-fp16", null, null, null]],
  ])("for %s", (_, machine, wanted) => {
    const got = [EMBEDDED, SMOL_256, SMOL_500, LLAVA, QWEN, LLAVA_VIDEO].map(
      (id) => fitModel(entryOf(id), machine, 32).precision?.id ?? null,
    );
    expect(got).toEqual(wanted);
  });

  it("is the first in the entry's order that has no reason against it", () => {
    for (const entry of MODELS) {
      for (const machine of [DESKTOP, NO_F16, PHONE, FULL_DISK, SMALL]) {
        const { precision, perPrecision } = fitModel(entry, machine, 32);
        expect(precision).toBe(
          perPrecision.find(({ reasons }) => reasons.length === 0)?.precision ?? null,
        );
        expect(perPrecision.map((one) => one.precision)).toEqual(entry.precisions);
      }
    }
  });
});

describe("the reasons", () => {
  const reasonsFor = (id: string, precisionId: string, machine: Machine) =>
    fitModel(entryOf(id), machine, 32).perPrecision.find(
      ({ precision }) => precision.id === precisionId,
    )?.reasons;

  it("name the feature that the GPU lacks", () => {
    expect(reasonsFor(SMOL_500, "fp16", NO_F16)).toEqual([
      "This GPU cannot compute in 16 bits (shader-f16), which this version needs.",
    ]);
  });

  it("compare the largest table with the GPU's limit", () => {
    expect(reasonsFor(LLAVA, "q4f16", PHONE)).toEqual([
      "This GPU takes tables of at most 256\u00a0MB in one piece; the largest here has 260\u00a0MB.",
    ]);
  });

  it("say how much of the disk is free and how much is wanted", () => {
    expect(reasonsFor(SMOL_500, "q4f16", FULL_DISK)?.[0]).toMatch(
      /keep 308\sMB more on this disk; 34\d\sMB are wanted/,
    );
  });

  it("count what is already here as room", () => {
    const machine = { ...FULL_DISK, storedBytes: 0.2 * GB };
    expect(reasonsFor(SMOL_500, "q4f16", machine)).toEqual([]);
  });

  it("leave the disk out where the browser does not say, and for a model from a folder", () => {
    const silent = { ...DESKTOP, quotaFreeBytes: null };
    expect(reasonsFor(QWEN, "q4f16", silent)).toEqual([]);
    expect(reasonsFor(LLAVA_VIDEO, "q4f16", FULL_DISK)).toEqual([]);
  });

  it("believe a small main memory, but not the ceiling that browsers report", () => {
    expect(reasonsFor(QWEN, "q4f16", { ...DESKTOP, deviceMemoryGb: 1 })?.[0]).toMatch(
      /about 1\.5\sGB of main memory; this computer has 1\sGB/,
    );
    expect(reasonsFor(LLAVA_VIDEO, "q4f16", { ...DESKTOP, deviceMemoryGb: 8 })).toEqual([]);
  });

  it("stand one beside the other when there are several", () => {
    const poor = { ...PHONE, hasShaderF16: false, quotaFreeBytes: 0 };
    expect(reasonsFor(LLAVA, "q4f16", poor)).toHaveLength(3);
  });
});

describe("the memory", () => {
  it("is weights, KV cache, working space and tokens, by hand for LLaVA-OneVision at 32 frames", () => {
    const entry = entryOf(LLAVA);
    const precision = entry.precisions.find(({ id }) => id === "q4f16")!;
    const tokens = 32 * 196; // 6 272
    const kv = 8_192 * 12_288; // positions allocated at once · bytes of one in 16 bits
    // eight frames in the encoder: MLP and residual of 729 patches, scores of 16 heads
    const vision = 8 * (729 * (2 * 4_304 + 4 * 1_152) + 16 * 729 ** 2) * 2;
    const prefill = (tokens + 512) * (3 * 4_864 + 4 * 896) * 2;
    const { gpuBytes, hostBytes } = memoryNeed(entry, precision, 32);
    expect(gpuBytes).toBe(
      precisionBytes(precision) + kv + Math.max(vision, prefill) + tokens * 896 * 4,
    );
    expect(hostBytes).toBe(250 * 2 ** 20 + Math.max(...Object.values(precision.bytes)));
  });

  it("grows with the frames, and with the width of the steps", () => {
    for (const entry of MODELS) {
      const precision = entry.precisions[0]!;
      const [few, many] = [8, 64].map((frames) => memoryNeed(entry, precision, frames));
      expect(many!.gpuBytes).toBeGreaterThan(few!.gpuBytes);
    }
    const [q4f16, q4] = ["q4f16", "q4"].map((id) =>
      memoryNeed(
        entryOf(SMOL_256),
        entryOf(SMOL_256).precisions.find((one) => one.id === id)!,
        32,
      ),
    );
    expect(q4!.gpuBytes).toBeGreaterThan(q4f16!.gpuBytes);
  });

  it("is of the version with the least against it when none fits", () => {
    const entry = entryOf(LLAVA);
    const { closest, memory } = fitModel(entry, PHONE, 32);
    expect(closest.precision).toBe(entry.precisions[0]);
    expect(memory).toEqual(memoryNeed(entry, entry.precisions[0]!, 32));
    // Without 16-bit steps the versions that need them are the farther ones.
    const weak = fitModel(entry, { ...PHONE, hasShaderF16: false }, 32).closest;
    expect(weak.precision.id).toBe("q4");
    expect(weak.reasons[0]).toMatch(/tables of at most/);
  });

  it("brings a caution when it is large, since no page can see a GPU's memory", () => {
    expect(fitModel(entryOf(SMOL_256), DESKTOP, 32).cautions).toEqual([]);
    expect(fitModel(entryOf(LLAVA_VIDEO), DESKTOP, 32).cautions.join()).toMatch(/GPU memory/);
  });

  it("brings a caution when the frames have more tokens than the context", () => {
    expect(fitModel(entryOf(EMBEDDED), DESKTOP, 64).cautions).toEqual([
      "64 frames have more tokens than it can read: keep at most 66\u00a0%, or take fewer frames.",
    ]);
  });
});
