// Tests the numbers of a freshly loaded model. Exports that compute in 16 bits overflow on some GPUs (NaN, or one token
// whatever the text), and nothing but the numbers shows it.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import { createStopwatch } from "../base/span.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import { forwardTokens } from "../language/decoder.ts";
import { createFrameEncoder } from "../vision/frame-encoder.ts";
import type { LoadedModel } from "./loaded-model.ts";

const TEXT = "A red ball rolls over the green grass, and then";

/** 16-bit sums overflow late, so this many positions of repeated text are read, or as many as the cache holds. */
const POSITIONS = 200;
const FEW_POSITIONS = 16;

/** The largest accepted share of the maximal entropy: after a sentence, a model prefers some next words. */
const MOST_ENTROPY = 0.98;

/** The largest accepted difference of a picture's features in two steps, as a share of their mean size. */
const MOST_DIFFERENCE = 0.1;

/**
 * Two steps of one picture through the vision encoder, one sentence, repeated, through the language model. A software adapter is
 * spared the picture and most of the text: a large tower takes it minutes, and it computes as the CPU does. @throws AppError `model-self-test`.
 */
export async function selfTest(gpu: Gpu, model: LoadedModel): Promise<void> {
  for (const test of testsOn(gpu)) await test(gpu, model);
}

/** Makes the runs of the self-test, whatever their numbers are. @throws all errors but `model-self-test`. */
export async function runSelfTest(gpu: Gpu, model: LoadedModel): Promise<void> {
  for (const test of testsOn(gpu)) {
    await test(gpu, model).catch((thrown: unknown) => {
      if (!(thrown instanceof AppError && thrown.code === "model-self-test")) throw thrown;
    });
  }
}

type SelfTest = (gpu: Gpu, model: LoadedModel) => Promise<void>;

function testsOn({ facts }: Gpu): readonly SelfTest[] {
  const language: SelfTest = (gpu, model) =>
    testLanguage(gpu, model, facts.isSoftware ? FEW_POSITIONS : POSITIONS);
  return facts.isSoftware ? [language] : [testVision, language];
}

const SIDE = 64;

async function* onePicture(times: number) {
  // A ramp in three colours, without flat or white areas.
  const rgba = Uint8Array.from({ length: SIDE * SIDE * 4 }, (_, i) => (i * (1 + (i % 4))) % 251);
  const init = { format: "RGBX", codedWidth: SIDE, codedHeight: SIDE, timestamp: 0 } as const;
  for (let i = 0; i < times; i++) {
    yield { frame: new VideoFrame(rgba, init), rotation: 0 as const, isMirrored: false };
  }
}

/** Tests the vision encoder. @throws AppError `model-self-test`. */
export async function testVision(gpu: Gpu, { config, vision }: LoadedModel): Promise<void> {
  const layout = config.layout({ width: SIDE, height: SIDE }, config.framesPerStep);
  const encoder = await createFrameEncoder(gpu, vision, config, layout);
  try {
    const frames = 2 * config.framesPerStep;
    const options = { stopwatch: createStopwatch() };
    const tokens = await encoder.encode(onePicture(frames), frames, options);
    const values = await readFloats(gpu, tokens);
    tokens.destroy();
    const bad = values.filter((value) => !Number.isFinite(value)).length;
    if (bad > 0) throw failed(`${bad} of ${values.length} features of a picture are not numbers`);
    const [first = 0] = values;
    if (values.every((value) => value === first))
      throw failed("all features of a picture are alike");
    // Steps do not attend to each other, so both must give the same features.
    const half = values.length / 2;
    const mean = (of: (value: number, i: number) => number): number =>
      values.subarray(0, half).reduce((sum, value, i) => sum + of(value, i), 0) / half;
    const size = mean(Math.abs);
    const difference = mean((value, i) => Math.abs(value - (values[half + i] ?? NaN)));
    if (difference > MOST_DIFFERENCE * size)
      throw failed("features of a picture depend on which step of a video it is");
  } finally {
    encoder.destroy();
  }
}

/** Tests the language model with `positions` positions. @throws AppError `model-self-test`. */
export async function testLanguage(
  gpu: Gpu,
  model: LoadedModel,
  positions: number = POSITIONS,
): Promise<void> {
  const { decoder, tokenizer, config } = model;
  const ids = tokenizer.tokenizePlain(`${TEXT} `);
  const count = Math.min(positions, decoder.cache.capacity);
  const text = Array.from({ length: count }, (_, i) => must(ids[i % ids.length], "the text's ids"));
  try {
    const logits = await forwardTokens(decoder, text);
    const values = await readFloats(gpu, logits);
    logits.destroy();
    const bad = values.filter((value) => !Number.isFinite(value)).length;
    if (bad > 0) {
      throw failed(`${bad} of ${values.length} scores for the next word are not numbers`);
    }
    const share = entropyOf(values) / Math.log(config.text.vocabulary);
    if (share > MOST_ENTROPY) {
      throw failed(`every next word is equally likely (${(100 * share).toFixed(1)} % of chance)`);
    }
  } finally {
    decoder.cache.reset();
  }
}

/** Returns the entropy of the softmax, in nats. */
export function entropyOf(logits: Float32Array): number {
  const largest = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  let sum = 0;
  let weighted = 0;
  for (const value of logits) {
    const power = Math.exp(value - largest);
    sum += power;
    weighted += power * (value - largest);
  }
  return Math.log(sum) - weighted / sum;
}

function failed(what: string): AppError {
  return new AppError(
    "model-self-test",
    `The model's numbers make no sense on this GPU: ${what}.`,
    "Choose another precision of it (q4 computes in 32 bits), or another model.",
  );
}
