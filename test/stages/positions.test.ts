// A question under a plan, with kept tokens at compact and at original positions: the embedded model's answer token by
// token against a decoder in f64 that is given the rows and the positions of the whole prompt's own, gathered.

import { beforeAll, describe, expect, it } from "vitest";
import { createStopwatch } from "../../src/base/span.ts";
import { createCompressor } from "../../src/compression/plan.ts";
import type { PositionsId } from "../../src/compression/request.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import type { Tensor } from "../../src/gpu/tensor.ts";
import { GREEDY } from "../../src/language/sampling.ts";
import { answer } from "../../src/pipeline/answer.ts";
import type { VideoTokens } from "../../src/pipeline/video-tokens.ts";
import { nothingCached, type CachedPrefix } from "../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import { offeredPositions } from "../../src/pipeline/place-rows.ts";
import { createFrameEncoder } from "../../src/vision/frame-encoder.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { referenceDecoder, type AskReference } from "../support/reference-decoder.ts";
import { LOGITS } from "../tolerance.ts";

const gpu = useSharedGpu();
const SIDE = 88;
const FRAMES = 4;
const RETENTION = 0.25;
const QUESTIONS = ["What appears briefly?", "What color is the main object?"] as const;
/** Steps behind the first token that are compared. */
const STEPS = 3;

async function* pictures() {
  for (let i = 0; i < FRAMES; i++) {
    const rgb = seededPicture(i % 2 === 0 ? "noise" : "edges", SIDE, SIDE, i + 1);
    const init = { format: "RGBA", codedWidth: SIDE, codedHeight: SIDE, timestamp: 0 } as const;
    yield { frame: new VideoFrame(withAlpha(rgb), init), rotation: 0 as const, isMirrored: false };
  }
}

describe("kept tokens at compact and at original positions", () => {
  let model: LoadedModel;
  let tokens: Tensor;
  let video: VideoTokens;
  let reference: AskReference;

  beforeAll(async () => {
    model = await loadModel(gpu(), EMBEDDED, GRAPHS_ON_CPU);
    const layout = model.config.layout({ width: SIDE, height: SIDE }, FRAMES);
    const encoder = await createFrameEncoder(gpu(), model.vision, model.config, layout);
    tokens = await encoder.encode(pictures(), FRAMES, { stopwatch: createStopwatch() });
    encoder.destroy();
    const compressor = createCompressor(gpu());
    const plan = await compressor.plan(tokens, { method: "vidcom2", retention: RETENTION });
    const timesSec = Array.from({ length: FRAMES }, (_, i) => i + 0.5);
    video = {
      videoId: 1,
      key: "clip",
      video: {
        tokens,
        grid: layout.tokens,
        timesSec: timesSec,
        shownTimesSec: timesSec,
        facts: { durationSec: FRAMES } as VideoTokens["video"]["facts"],
      },
      keptMask: plan.keptMask.slice(),
    };
    plan.destroy();
    compressor.destroy();
    const facts = {
      steps: FRAMES,
      ...layout.tokens,
      timesSec,
      shownTimesSec: timesSec,
      durationSec: FRAMES,
      isWhole: false,
    };
    reference = await referenceDecoder(gpu(), model, video, facts);
  });

  /** The answer's logits, token by token: the first as the pipeline gives it, the others from the cache it leaves. */
  const ask = async (question: string, prefix: CachedPrefix, positions?: PositionsId) => {
    const logits: Float32Array[] = [];
    const said: number[] = [];
    const take = async (values: Tensor): Promise<void> => {
      const read = await readFloats(gpu(), values);
      logits.push(read);
      said.push(read.indexOf(Math.max(...read)));
    };
    const pieces = answer(model, prefix, { ...video, positions }, question, {
      maxTokens: 1,
      sampling: GREEDY,
      random: () => 0,
      onFirstLogits: take,
    });
    let next = await pieces.next();
    while (next.done !== true) next = await pieces.next();
    const { decoder } = model;
    for (let step = 0; step < STEPS; step++) {
      const row = await decoder.embed([said.at(-1)!]);
      const values = await decoder.forward(row);
      await take(values);
      values.destroy();
      row.destroy();
    }
    return { logits, said, report: next.value };
  };

  const expectReference = (
    { logits, said }: { logits: readonly Float32Array[]; said: readonly number[] },
    question: string,
    positions: PositionsId,
  ): void => {
    for (const [i, got] of logits.entries()) {
      const want = reference(question, positions, said.slice(0, i));
      expect(differs(got, want, LOGITS), `${positions}, token ${i}`).toBeNull();
    }
  };

  it("offers both, original first", () => {
    expect(offeredPositions(model)).toEqual(["original", "compact"]);
  });

  it.each(["original", "compact"] as const)("gives the logits of %s positions", async (id) => {
    const prefix = nothingCached();
    const first = await ask(QUESTIONS[0], prefix, id);
    expect(first.report).toMatchObject({ positions: id, videoReused: false });
    expectReference(first, QUESTIONS[0], id);
    // The next question goes on behind the video, not behind the last answer.
    const second = await ask(QUESTIONS[1], prefix, id);
    expect(second.report).toMatchObject({ positions: id, videoReused: true });
    expectReference(second, QUESTIONS[1], id);
  });

  it("reads the video again when its positions change, and only then", async () => {
    const prefix = nothingCached();
    const reused: boolean[] = [];
    for (const id of ["original", undefined, "compact", "compact", "original"] as const) {
      const asked = await ask(QUESTIONS[0], prefix, id);
      reused.push(asked.report.videoReused);
      expectReference(asked, QUESTIONS[0], id ?? "original");
    }
    expect(reused).toEqual([false, true, false, true, false]);
  });

  it("leaves no gap behind entries that are put into the cache by hand", async () => {
    const { cache } = model.decoder;
    await ask(QUESTIONS[0], nothingCached(), "original");
    const dropped = video.keptMask.filter((one) => one === 0).length;
    expect(cache.ahead).toBe(dropped);
    cache.resize(cache.length - 1);
    expect(cache.ahead).toBe(0);
  });

  it("tells the two apart", () => {
    const [original, compact] = (["original", "compact"] as const).map((id) =>
      reference(QUESTIONS[0], id, []),
    );
    expect(differs(original!, compact!, LOGITS)).not.toBeNull();
  });
});
