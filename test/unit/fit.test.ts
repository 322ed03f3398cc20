// What the page says to different machines. The machines are made up, their limits are those of real ones.

import { describe, expect, it } from "vitest";
import { asLoaded, fitModel, type Machine } from "../../src/model/catalogue/fit.ts";
import type { GraphForms } from "../../src/model/graph-forms.ts";
import { findModel, MODELS } from "../../src/model/catalogue/models.ts";

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
    // Of SmolVLM2 500M only what computes in 16 bits runs in so little.
    [
      "a machine with 1 GB",
      { ...DESKTOP, deviceMemoryGb: 1 },
      ["fp32", "q4-fp16", "q4f16", null, null, null],
    ],
    ["a machine with 0.5 GB", SMALL, ["fp32", null, null, null, null, null]],
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

  it("compare what runs take on the GPU with a small main memory, which is all there is", () => {
    expect(reasonsFor(SMOL_500, "fp16", { ...DESKTOP, deviceMemoryGb: 1 })).toEqual([
      expect.stringMatching(
        /^Running it takes about 1\.\d\sGB on the GPU; this computer has 1\sGB in all\.$/,
      ),
    ]);
  });

  it("say so when one step of the vision encoder alone is too large for the GPU", () => {
    const entry = entryOf(QWEN);
    const [{ forms }] = entry.precisions as [(typeof entry.precisions)[0]];
    // 16 heads · 3072² scores in 32 bits, where attention was not fused.
    const left = { id: QWEN, precision: "q4f16", forms: { ...forms, hasFusedVision: false } };
    const machine = { ...DESKTOP, limits: limits(512 * 2 ** 20) };
    expect(fitModel(entry, machine, 16).closest.reasons).toEqual([]);
    expect(fitModel(asLoaded(entry, left), machine, 16).closest.reasons).toEqual([
      "Its vision encoder takes 576\u00a0MB in one piece however few frames it is given; this GPU takes 512\u00a0MB.",
    ]);
  });

  it("stand one beside the other when there are several", () => {
    const poor = { ...PHONE, hasShaderF16: false, quotaFreeBytes: 0 };
    expect(reasonsFor(LLAVA, "q4f16", poor)).toHaveLength(3);
  });
});

describe("the version closest to fitting", () => {
  it("is the one with the least against it when none fits", () => {
    const entry = entryOf(LLAVA);
    const { closest } = fitModel(entry, PHONE, 32);
    expect(closest.precision).toBe(entry.precisions[0]);
    // Without 16-bit steps the versions that need them are the farther ones.
    const weak = fitModel(entry, { ...PHONE, hasShaderF16: false }, 32).closest;
    expect(weak.precision.id).toBe("q4");
    expect(weak.reasons[0]).toMatch(/tables of at most/);
  });
});

/** A graph that no rewrite of attention has matched. */
const LEFT: GraphForms = {
  hasFusedVision: true,
  hasFusedDecoder: false,
  hasAllLogits: false,
  cacheBytes: 4,
};

describe("a loaded model", () => {
  const loaded = { id: LLAVA, precision: "q4f16", forms: LEFT } as const;

  it("is counted as its graphs came out, in the version that is loaded", () => {
    const entry = entryOf(LLAVA);
    const [before, after] = [entry, asLoaded(entry, loaded)].map(
      (one) => fitModel(one, DESKTOP, 32).perPrecision,
    );
    expect(after![1]!.precision.forms).toBe(LEFT);
    expect(after![1]!.memory.gpuBytes).toBeGreaterThan(before![1]!.memory.gpuBytes);
    for (const i of [0, 2]) expect(after![i]!.memory).toEqual(before![i]!.memory);
  });

  it("says nothing of another", () => {
    const entry = entryOf(QWEN);
    expect(asLoaded(entry, loaded)).toEqual(entry);
  });
});

describe("the cautions", () => {
  it("speak of memory when it is much, since no page can see a GPU's", () => {
    expect(fitModel(entryOf(SMOL_256), DESKTOP, 32).closest.cautions).toEqual([]);
    expect(fitModel(entryOf(LLAVA_VIDEO), DESKTOP, 32).closest.cautions).toEqual([
      expect.stringMatching(/^About 6\.\d\sGB of GPU memory; no page can see/),
    ]);
  });

  it("name the scores where they are held whole", () => {
    const left = asLoaded(entryOf(QWEN), { id: QWEN, precision: "q4f16", forms: LEFT });
    expect(fitModel(left, DESKTOP, 16).closest.cautions).toEqual([
      expect.stringMatching(
        /^About 3\.\d\sGB of GPU memory, \d{3}\sMB of it scores of attention that is not fused; /,
      ),
    ]);
  });

  it("speak of frames that have more tokens than the context, or than the cache", () => {
    expect(fitModel(entryOf(EMBEDDED), DESKTOP, 64).closest.cautions).toEqual([
      "64 frames have more tokens than it can read: keep at most 66\u00a0%, or take fewer frames.",
    ]);
    // 64 · 196 = 12 544 of 8 192 − 512.
    expect(fitModel(entryOf(LLAVA), DESKTOP, 64).closest.cautions[0]).toMatch(/at most 61\s%/);
  });
});
