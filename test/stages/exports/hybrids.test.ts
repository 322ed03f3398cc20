// Decoders whose layers carry states beside keys and values, on the real exporters' graphs: what a second question and a
// chunked prefill make of them.

import { describe, expect, it } from "vitest";
import { seededNormals } from "../../support/random.ts";
import { drain } from "../../../src/base/stream.ts";
import { readFloats } from "../../../src/gpu/readback.ts";
import { tensorFrom } from "../../../src/gpu/tensor.ts";
import { GREEDY } from "../../../src/language/sampling.ts";
import { uniformPrecision } from "../../../src/model/precision.ts";
import { answer } from "../../../src/pipeline/answer.ts";
import type { VideoTokens } from "../../../src/pipeline/video-tokens.ts";
import { nothingCached, type CachedPrefix } from "../../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { differs } from "../../support/differs.ts";
import { exportFiles } from "../../support/exports.ts";
import { useGpu } from "../../support/gpu.ts";
import { EXPORT_LOGITS } from "../../tolerance.ts";

const gpu = useGpu();

const [STEPS, ROWS, COLUMNS] = [3, 2, 3];

describe.each([
  { name: "qwen3.5", attention: [3], of: 4 },
  { name: "lfm2.5-vl", attention: [1], of: 3 },
])("$name", ({ name, attention, of }) => {
  const open = async (): Promise<LoadedModel> => {
    const precisions = [uniformPrecision("fp32", "")];
    const source = { kind: "files", id: name, files: await exportFiles(name), precisions } as const;
    return loadModel(gpu(), source, { runtime: "webgpu" });
  };

  const videoOf = ({ config }: LoadedModel): VideoTokens => {
    const shape = [STEPS, ROWS * COLUMNS, config.text.width];
    const timesSec = Array.from({ length: STEPS }, (_, i) => i);
    const shownTimesSec = timesSec.flatMap((time) => Array(config.framesPerStep).fill(time));
    return {
      videoId: 1,
      key: "video",
      keptMask: Uint8Array.from({ length: STEPS * ROWS * COLUMNS }, (_, i) =>
        i % 3 === 0 ? 0 : 1,
      ),
      video: {
        tokens: tensorFrom(
          gpu(),
          seededNormals(shape[0]! * shape[1]! * shape[2]!, 5),
          shape,
          "test",
        ),
        grid: { rows: ROWS, columns: COLUMNS },
        timesSec: timesSec,
        shownTimesSec,
        facts: { durationSec: STEPS } as VideoTokens["video"]["facts"],
      },
    };
  };

  it("answers a second question from the video's states as if it were the first", async () => {
    const before = gpu().ledger.liveBuffers;
    const model = await open();
    const video = videoOf(model);
    const ask = async (prefix: CachedPrefix, question: string) => {
      let logits = new Float32Array(0);
      const pieces = answer(model, prefix, video, question, {
        maxTokens: 4,
        sampling: GREEDY,
        random: () => 0,
        ignoreEnd: true,
        async onFirstLogits(first) {
          logits = await readFloats(gpu(), first);
        },
      });
      for (;;) {
        const next = await pieces.next();
        if (next.done === true) return { logits, answer: next.value };
      }
    };
    expect(model.decoder.cache.shape.layers).toEqual(attention);
    expect(model.config.text.layers).toBe(of);

    const fresh = await ask(nothingCached(), "Which shape is red?");
    const prefix = nothingCached();
    const first = await ask(prefix, "What happens in this video?");
    const second = await ask(prefix, "Which shape is red?");
    expect([first.answer.videoReused, second.answer.videoReused]).toEqual([false, true]);
    expect(differs(second.logits, fresh.logits, EXPORT_LOGITS)).toBeNull();
    expect(second.answer.text).toBe(fresh.answer.text);
    expect(differs(first.logits, second.logits, EXPORT_LOGITS)).not.toBeNull();

    video.video.tokens.destroy();
    await model.release();
    expect(gpu().ledger.liveBuffers).toBe(before);
  });

  it("weighs each choice from the states at the end of the prompt", async () => {
    const before = gpu().ledger.liveBuffers;
    const model = await open();
    const video = videoOf(model);
    const prefix = nothingCached();
    const ask = async (choices?: readonly string[]) => {
      const options = { maxTokens: 4, sampling: GREEDY, random: () => 0, choices };
      const said = answer(model, prefix, video, "Which shape is red?", options);
      return drain(said, () => undefined);
    };
    const free = await ask();
    const texts = ["The red circle moves left.", "red", "nothing"];
    const together = (await ask(texts)).likelihoods!;
    const backwards = (await ask(texts.toReversed())).likelihoods!;
    expect(backwards).toEqual(together.toReversed());
    for (const { text, logLikelihood } of together) {
      const alone = await ask([text]);
      expect(alone.likelihoods).toEqual([{ text, logLikelihood, probability: 1 }]);
      expect(alone.videoReused).toBe(true);
    }
    expect(await ask()).toMatchObject({ text: free.text, videoReused: true });

    video.video.tokens.destroy();
    await model.release();
    expect(gpu().ledger.liveBuffers).toBe(before);
  });

  it("carries its states from one chunk of a prefill to the next", async () => {
    const model = await open();
    const { cache } = model.decoder;
    const ids = model.tokenizer.tokenizeControl("What happens in this video? Which shape is red?");
    const embeddings = await model.decoder.embed(ids);
    const whole = await model.decoder.forward(embeddings);
    const wanted = await readFloats(gpu(), whole);
    whole.destroy();
    cache.reset();
    let parts = new Float32Array(0);
    for (const id of ids) {
      const one = await model.decoder.embed([id]);
      const logits = await model.decoder.forward(one);
      parts = await readFloats(gpu(), logits);
      for (const tensor of [one, logits]) tensor.destroy();
    }
    expect(differs(parts, wanted, EXPORT_LOGITS)).toBeNull();
    embeddings.destroy();
    await model.release();
  });
});
