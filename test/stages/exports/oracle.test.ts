// The real exporters' graphs, made by tools/export from Hugging Face's own classes with random weights: from pictures to
// answers, our engine gives what Hugging Face's code gives. With the graphs on the CPU for two clips; on WebGPU, where each
// graph takes seconds to compile, for one, in the precision that people fetch.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStopwatch } from "../../../src/base/span.ts";
import { drain } from "../../../src/base/stream.ts";
import { createCompressor } from "../../../src/compression/plan.ts";
import type { Tensor } from "../../../src/gpu/tensor.ts";
import { readFloats } from "../../../src/gpu/readback.ts";
import { GREEDY } from "../../../src/language/sampling.ts";
import type { GraphRuntime } from "../../../src/model/graph.ts";
import { needsF16, uniformPrecision, type Precision } from "../../../src/model/precision.ts";
import { REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import { answer, type AnsweredFrames } from "../../../src/pipeline/answer.ts";
import { nothingCached } from "../../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { createFrameEncoder } from "../../../src/vision/frame-encoder.ts";
import { differs } from "../../support/differs.ts";
import {
  exportFiles,
  oracleFloats,
  oracleFrames,
  readOracle,
  type OracleClip,
} from "../../support/exports.ts";
import { useSharedGpu } from "../../support/gpu.ts";
import { watchModel, type Seen } from "../../support/watched-model.ts";
import {
  EXPORT_HALF,
  EXPORT_LIKELIHOODS,
  EXPORT_LOGITS,
  EXPORT_LOGITS_OF_SINES,
  EXPORT_LOGITS_OF_STATES,
  EXPORT_PIXELS,
  EXPORT_TOKENS,
  EXPORT_TOKENS_OF_SINES,
  type Tolerance,
} from "../../tolerance.ts";

const FP32 = uniformPrecision("fp32", "");

/** A decoder's precision; embedding and vision are as `vision` says. */
const decoder = (suffix: string, vision = ""): Precision => ({
  id: `decoder${suffix}`,
  suffixes: { embed_tokens: "", vision_encoder: vision, decoder_model_merged: suffix },
});

interface Export {
  readonly name: string;
  /** Where the files lie, later folders over earlier ones; the oracle is in the first. */
  readonly folders: readonly string[];
  readonly precisions: readonly Precision[];
  /** The only one that runs it; both where it is left out. */
  readonly runtime?: GraphRuntime;
  /** Text of the token that stands for the video in the oracle's ids, where the family's own is not in them. */
  readonly visualToken?: string;
  /** Of tokens and logits on WebGPU. */
  readonly tolerances: Tolerances;
  /** The same on the CPU; PLAIN where it is left out. */
  readonly onCpu?: Tolerances;
}

interface Tolerances {
  readonly tokens: Tolerance;
  readonly logits: Tolerance;
}

const PLAIN: Tolerances = { tokens: EXPORT_TOKENS, logits: EXPORT_LOGITS };
const SINES: Tolerances = { tokens: EXPORT_TOKENS_OF_SINES, logits: EXPORT_LOGITS_OF_SINES };

const EXPORTS: readonly Export[] = [
  {
    name: "llava-onevision",
    folders: ["llava-onevision"],
    precisions: [FP32, decoder("_q4", "_q4"), decoder("_q4f16")],
    tolerances: PLAIN,
  },
  {
    name: "llava-onevision with num_logits_to_keep",
    folders: ["llava-onevision", "llava-onevision-num-logits"],
    precisions: [decoder("_q4")],
    runtime: "wasm",
    tolerances: PLAIN,
  },
  {
    name: "qwen2-vl",
    folders: ["qwen2-vl"],
    precisions: [FP32, decoder("_q4"), decoder("_q4f16")],
    tolerances: SINES,
  },
  {
    name: "smolvlm2",
    folders: ["smolvlm2"],
    precisions: [FP32, uniformPrecision("q4", "_q4")],
    visualToken: "<image>",
    tolerances: PLAIN,
  },
  {
    name: "qwen3.5",
    folders: ["qwen3.5"],
    precisions: [FP32, decoder("_q4", "_q4")],
    visualToken: "<|video_pad|>",
    tolerances: SINES,
    onCpu: { tokens: EXPORT_TOKENS, logits: EXPORT_LOGITS_OF_STATES },
  },
  {
    name: "qwen3.5 with its embedding in 4 bits",
    folders: ["qwen3.5"],
    precisions: [uniformPrecision("q4", "_q4")],
    // The runtime's CPU part in browsers has no GatherBlockQuantized.
    runtime: "webgpu",
    visualToken: "<|video_pad|>",
    tolerances: SINES,
  },
  {
    name: "lfm2.5-vl",
    folders: ["lfm2.5-vl"],
    // The embedding is published in 16 and 32 bits alone.
    precisions: [FP32, decoder("_q4", "_q4")],
    visualToken: "<image>",
    tolerances: PLAIN,
  },
];

/** In 32 bits one family: the others' operators are those of 4 bits but for the products, and family-logits.test.ts has these. */
const isOnWebGpu = (name: string, { suffixes }: Precision): boolean =>
  suffixes.decoder_model_merged !== "" || name === "llava-onevision";

/**
 * Software WebGPU has no 16 bits. The CPU also runs graphs as they were made, but not in 16 bits: Qwen2-VL's writes down
 * wrong shapes, and the runtime stops at the second run.
 */
const waysOf = (precision: Precision): { runtime: GraphRuntime; isRewritten: boolean }[] =>
  needsF16(precision)
    ? [{ runtime: "wasm", isRewritten: true }]
    : [
        { runtime: "webgpu", isRewritten: true },
        { runtime: "wasm", isRewritten: true },
        { runtime: "wasm", isRewritten: false },
      ];

/** The second clip tells nothing of how a graph is written. */
const clipsOf = ({
  runtime,
  isRewritten,
}: Pick<(typeof RUNS)[number], "runtime" | "isRewritten">) =>
  runtime === "wasm" && isRewritten ? [0, 1] : [0];

const RUNS = EXPORTS.flatMap((made) =>
  made.precisions.flatMap((precision) =>
    waysOf(precision)
      .filter(({ runtime }) => made.runtime === undefined || runtime === made.runtime)
      .filter(({ runtime }) => runtime === "wasm" || isOnWebGpu(made.name, precision))
      .map((way) => ({
        ...made,
        ...way,
        precision,
        on: `${precision.id} on ${way.runtime}${way.isRewritten ? "" : ", as exported"}`,
      })),
  ),
);

const gpu = useSharedGpu();

describe.each(RUNS)("$name, $on", (made) => {
  const oracle = made.folders[0]!;
  const ofRuntime = made.runtime === "wasm" ? (made.onCpu ?? PLAIN) : made.tolerances;
  const tolerances = needsF16(made.precision) ? { ...ofRuntime, logits: EXPORT_HALF } : ofRuntime;
  let model: LoadedModel | undefined;
  let clips: readonly OracleClip[];

  beforeAll(async () => {
    const files = await exportFiles(...made.folders);
    const precisions = [made.precision];
    const source = { kind: "files", id: made.name, files, precisions } as const;
    const rewrites = made.isRewritten ? REWRITE_NAMES : [];
    model = await loadModel(gpu(), source, { runtime: made.runtime, rewrites });
    clips = await readOracle(oracle);
  });
  afterAll(() => model?.release());

  it("keeps its cache in place on WebGPU, because attention was fused at load", () => {
    expect(model!.decoder.cache.kind).toBe(made.runtime === "webgpu" ? "static" : "growing");
  });

  it.each(clipsOf(made))("sees and answers clip %i as Hugging Face does", async (index) => {
    const clip = clips[index]!;
    const watched = watchModel(gpu(), model!);
    const frames = await oracleFrames(oracle, clip);
    const tokens = await encode(watched.model, frames);
    const compressor = createCompressor(gpu());
    try {
      const pixels = Float32Array.from(watched.seen.pixels.flatMap((run) => [...run]));
      expect(pixels.length).toBe(clip.pixels.shape.reduce((a, b) => a * b, 1));
      const strided = pixels.filter((_, i) => i % clip.pixels.stride === 0);
      const wantedPixels = await oracleFloats(oracle, clip.pixels.file);
      expect(differs(strided, wantedPixels, EXPORT_PIXELS)).toBeNull();

      const wantedTokens = await oracleFloats(oracle, clip.features.file);
      const gotTokens = await readFloats(gpu(), tokens);
      expect(differs(gotTokens, wantedTokens, tolerances.tokens)).toBeNull();

      const plan = await compressor.plan(tokens, {
        method: "vidcom2",
        variant: "released",
        retention: 0.25,
      });
      const picks = [...plan.keptMask.entries()].filter(([, kept]) => kept === 1).map(([i]) => i);
      plan.destroy();
      expect(picks).toEqual(clip.quarter.kept);

      const { first: all } = await ask(watched, { clip, frames, tokens, kept: null });
      expect(expanded(watched.model, watched.seen, made.visualToken)).toEqual(clip.promptIds);
      if (clip.positions !== null) expectPositions(watched.seen, clip.positions);
      const wantedLogits = await oracleFloats(oracle, clip.full.logits);
      expect(differs(all, wantedLogits, tolerances.logits)).toBeNull();
      expect(watched.seen.picked).toEqual(clip.full.greedy);

      const { kept } = clip.quarter;
      const { first: some } = await ask(watched, { clip, frames, tokens, kept });
      const wantedQuarter = await oracleFloats(oracle, clip.quarter.logits);
      expect(differs(some, wantedQuarter, tolerances.logits)).toBeNull();
      expect(watched.seen.picked).toEqual(clip.quarter.greedy);

      if (clip.choices === undefined || needsF16(made.precision)) return;
      for (const part of ["full", "quarter"] as const) {
        const video = { clip, frames, tokens, kept: part === "full" ? null : kept };
        const { text, likelihoods } = await ask(watched, video, clip.choices.texts);
        const wanted = clip.choices[part];
        const got = likelihoods!.map(({ logLikelihood }) => logLikelihood);
        expect(differs(got, wanted, EXPORT_LIKELIHOODS)).toBeNull();
        expect(text).toBe(clip.choices.texts[wanted.indexOf(Math.max(...wanted))]);
      }
    } finally {
      compressor.destroy();
      tokens.destroy();
    }
  });
});

async function encode(model: LoadedModel, frames: readonly ImageData[]): Promise<Tensor> {
  const { config } = model;
  const layout = config.layout(frames[0]!, frames.length);
  // Frames are resized where the graphs run, whatever the adapter.
  const place = model.runtime === "webgpu" ? "gpu" : "cpu";
  const encoder = await createFrameEncoder(gpu(), model.vision, config, layout, { place });
  try {
    return await encoder.encode(arriving(frames), frames.length, { stopwatch: createStopwatch() });
  } finally {
    encoder.destroy();
  }
}

async function* arriving(frames: readonly ImageData[]) {
  for (const { data, width, height } of frames) {
    const init = { format: "RGBA", codedWidth: width, codedHeight: height, timestamp: 0 } as const;
    yield { frame: new VideoFrame(data, init), rotation: 0 as const, isMirrored: false };
  }
}

/** Eight tokens, greedy, or one of `choices`; and the logits of the first token. `kept`: indices, null for all. */
async function ask(
  { model, seen }: ReturnType<typeof watchModel>,
  video: {
    readonly clip: OracleClip;
    readonly frames: readonly ImageData[];
    readonly tokens: Tensor;
    readonly kept: readonly number[] | null;
  },
  choices?: readonly string[],
): Promise<{ readonly first: Float32Array } & Pick<AnsweredFrames, "text" | "likelihoods">> {
  const { clip, frames, tokens, kept } = video;
  const { config } = model;
  const [steps = 0, perStep = 0] = tokens.dims;
  const mask = new Uint8Array(steps * perStep).fill(kept === null ? 1 : 0);
  for (const index of kept ?? []) mask[index] = 1;
  seen.rows.length = 0;
  seen.picked.length = 0;
  let first = new Float32Array(0);
  const pieces = answer(
    model,
    nothingCached(),
    {
      videoId: 1,
      key: "clip",
      keptMask: mask,
      // VidCom²'s code closes the gaps that dropped tokens leave, but in Qwen2-VL.
      positions: config.positions === "grid" ? "original" : "compact",
      video: {
        tokens,
        grid: config.layout(frames[0]!, frames.length).tokens,
        timesSec: clip.timesSec.filter((_, i) => i % config.framesPerStep === 0),
        shownTimesSec: clip.timesSec,
        facts: { durationSec: clip.durationSec } as Parameters<typeof answer>[2]["video"]["facts"],
      },
    },
    clip.question,
    {
      maxTokens: clip.full.greedy.length,
      sampling: GREEDY,
      random: () => 0,
      ignoreEnd: true,
      choices,
      async onFirstLogits(logits) {
        first = await readFloats(gpu(), logits);
      },
    },
  );
  const { text, likelihoods } = await drain(pieces, () => undefined);
  return { first, text, likelihoods };
}

/** The prompt's ids as Hugging Face's processors write them: a row that is not text has the id of the video's token. */
function expanded({ config, tokenizer }: LoadedModel, { rows }: Seen, visual?: string): number[] {
  const { videoToken } = config;
  const id =
    visual === undefined && "id" in videoToken
      ? videoToken.id
      : tokenizer.tokenizeControl(visual ?? "")[0]!;
  return rows.map((row) => row ?? id);
}

/** What we send stops with the video; text behind it goes on from `next` on all axes. */
function expectPositions({ positions }: Seen, wanted: readonly (readonly number[])[]): void {
  const sent = positions!;
  const count = sent.ids.length / wanted.length;
  const got = wanted.map((axis, i) => [
    ...Array.from(sent.ids.subarray(i * count, (i + 1) * count), Number),
    ...axis.slice(count).map((_, at) => sent.next + at),
  ]);
  expect(got).toEqual(wanted);
}
