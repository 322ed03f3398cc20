// Every intermediate of the worked examples of VidCom²'s paper and of its authors' code, to the printed digits.

import { describe, expect, it } from "vitest";
import { createCompressor } from "../../src/compression/plan.ts";
import type { PlanRequest, VidCom2Switches } from "../../src/compression/request.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { createAllocator } from "../../src/compression/allocator.ts";
import { createScratch } from "../../src/compression/scratch.ts";
import { featuresOf } from "../../src/compression/features.ts";
import { loadLowVariance } from "../../src/compression/channels.ts";
import { loadVariance } from "../../src/compression/statistics.ts";
import { padRowsReference } from "../reference/pad-rows.ts";
import { vidcom2Reference } from "../reference/vidcom2.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import oracle from "../golden/vidcom2-oracle.json";

const gpu = useGpu();

const PRINTED = { abs: 2e-6, rel: 1e-6 };
/** Uniqueness near 4 is spaced 2e-7 in f32; the softmax divides it by a temperature of 0.01. */
const SHARED = { abs: 1e-5, rel: 0 };

/** The examples of three channels skip the channel choice: it would leave one, where all unit tokens are ±1. */
const CASES = [
  ["A_paper_cosine_ceil", oracle.X3, "cosine", "all"],
  ["A2_paper_cosine_round", oracle.X3, "cosine", "all"],
  ["B_code_gauss_round", oracle.X3, "gaussian", "all"],
  ["B2_code_gauss_round_tau0p5", oracle.X3, "gaussian", "all"],
  ["C_code_full_on_X6", oracle.X6, "gaussian", "low-variance"],
  ["D_paper_cosine_ceil_Y3", oracle.Y3, "cosine", "all"],
  ["D2_paper_cosine_round_Y3", oracle.Y3, "cosine", "all"],
  ["E_code_gauss_round_Y3", oracle.Y3, "gaussian", "all"],
  ["E_code_gauss_round_Y3", oracle.Y6, "gaussian", "low-variance"],
] as const;

interface Intermediates {
  readonly s_video: readonly (readonly number[])[];
  readonly s_frame: readonly (readonly number[])[];
  readonly u_frame: readonly number[];
  readonly sigma: readonly number[];
  readonly u_token: readonly (readonly number[])[];
  readonly tau: number;
  readonly rounding: string;
  readonly R: Readonly<
    Record<string, { readonly r: readonly number[]; k: number[]; kept_local: number[][] }>
  >;
}

describe.each(CASES)("%s", (name, example, kernel, channels) => {
  const want: Intermediates = oracle[name];
  const switches: VidCom2Switches = {
    kernel,
    channels,
    centre: kernel === "cosine" ? "raw" : "unit",
    rounding: want.rounding as VidCom2Switches["rounding"],
    temperature: want.tau,
  };

  it.each(Object.keys(want.R))("at R = %s: scores, shares, budgets and picks", async (ratio) => {
    const retention = Number(ratio);
    const { data, dims } = example3d(example);
    const tokens = tensorFrom(gpu(), data, dims, "test/tokens");
    const compressor = createCompressor(gpu());
    const request: PlanRequest = { method: "vidcom2", retention, switches };
    const plan = await compressor.plan(tokens, request);
    expect(differs(plan.uniqueness, want.u_frame, PRINTED)).toBeNull();
    expect(differs(plan.tokenScores, want.u_token.flat(), PRINTED)).toBeNull();
    const expected = want.R[ratio]!;
    expect(differs(plan.retentions, expected.r, SHARED)).toBeNull();
    expect(Array.from(plan.budgets)).toEqual(expected.k);
    const kept = expected.kept_local.flatMap((picks, t) => picks.map((n) => t * dims[1]! + n));
    expect(Array.from(plan.keptMask).flatMap((isKept, i) => (isKept === 1 ? [i] : []))).toEqual(
      kept,
    );
    plan.destroy();
    compressor.destroy();
    tokens.destroy();
  });

  it("is what the f64 twin says too, term by term", () => {
    const { data, dims } = example3d(example);
    const features = { data, frames: dims[0]!, tokens: dims[1]!, width: dims[2]! };
    const twin = vidcom2Reference(features, switches, 0.25);
    expect(differs(twin.likeVideo, want.s_video.flat(), PRINTED)).toBeNull();
    expect(differs(twin.likeFrame, want.s_frame.flat(), PRINTED)).toBeNull();
    expect(differs(twin.sigma, want.sigma, PRINTED)).toBeNull();
    expect(twin.kept).toEqual(want.R["0.25"]!.kept_local);
  });
});

describe.each([
  ["X6", oracle.X6, oracle.X6_variance, oracle.X6_selected_channels],
  ["Y6", oracle.Y6, oracle.Y6_variance, oracle.Y6_selected_channels],
] as const)("channels of %s", (_name, example, variance, selected) => {
  it("have the variances of the example, and the quiet half is chosen", async () => {
    const { data, dims } = example3d(example);
    const padded = padRowsReference(data, 6, 8);
    const tokens = tensorFrom(gpu(), padded, [dims[0]!, dims[1]!, 8], "test/tokens");
    const features = { ...featuresOf(tokens), width: 6 };
    const scratch = createScratch(gpu());
    const allocator = createAllocator(gpu(), scratch, "test");
    const encodeVariance = await loadVariance(gpu(), "f32");
    const encodeLowVariance = await loadLowVariance(gpu(), "f32");
    const recorder = createRecorder(gpu(), "test");
    const ofChannels = encodeVariance(recorder, features, allocator);
    const quiet = encodeLowVariance(recorder, features, allocator);
    recorder.submit();
    const got = await readFloats(gpu(), ofChannels);
    expect(differs(got.subarray(0, 6), variance, PRINTED)).toBeNull();
    const chosen = new Uint32Array((await readFloats(gpu(), quiet.chosen)).buffer);
    expect([...chosen]).toEqual(selected);
    const kept = [...data].filter((_, i) => selected.includes(i % 6));
    const packed = await readFloats(gpu(), quiet.tensor);
    expect([...packed].filter((_, i) => i % 4 < 3)).toEqual(kept);
    scratch.destroy();
    tokens.destroy();
  });
});

function example3d(example: readonly (readonly (readonly number[])[])[]) {
  const dims = [example.length, example[0]!.length, example[0]![0]!.length];
  return { data: Float32Array.from(example.flat(2)), dims };
}
