// Every family, from pictures to the next word's logits: our GPU path against the family's plain reference with the same
// graphs on the CPU, with all tokens and with a quarter of them; and how far the latter's answer is from the former's.

import { describe, expect, it } from "vitest";
import { drain } from "../../src/base/stream.ts";
import { createStopwatch } from "../../src/base/span.ts";
import { createCompressor } from "../../src/compression/plan.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import type { ReferenceAnswer } from "../../src/language/reference-answer.ts";
import { GREEDY } from "../../src/language/sampling.ts";
import { openFolder } from "../../src/model/folder.ts";
import { readSafetensor } from "../../src/model/safetensors.ts";
import { answer } from "../../src/pipeline/answer.ts";
import type { VideoTokens } from "../../src/pipeline/video-tokens.ts";
import { nothingCached } from "../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import { createFrameEncoder } from "../../src/vision/frame-encoder.ts";
import type { Picture } from "../reference/families/family.ts";
import { klDivergenceReference } from "../reference/kl-divergence.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { referenceRun } from "../support/reference-run.ts";
import { replicaBlobs } from "../support/replica.ts";
import { DIVERGENCE_NATS, FAMILY_FEATURES, LOGITS_OF_SINES } from "../tolerance.ts";

const gpu = useSharedGpu();
const QUESTION = "What appears briefly?";
const [WIDTH, HEIGHT] = [100, 70];

/** Odd, so that a family that takes two at a time has to repeat the last. */
const PICTURES: readonly Picture[] = Array.from({ length: 5 }, (_, i) => ({
  width: WIDTH,
  height: HEIGHT,
  rgb: seededPicture(i % 2 === 0 ? "noise" : "edges", WIDTH, HEIGHT, i + 1),
}));

async function* arriving() {
  for (const { rgb } of PICTURES) {
    const init = { format: "RGBA", codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0 } as const;
    const frame = new VideoFrame(withAlpha(rgb), init);
    yield { frame, rotation: 0 as const, isMirrored: false };
  }
}

describe.each([
  // The LLaVAs' graphs count what is in the cache; `positions.test.ts` has them otherwise.
  { family: "llava-onevision", perStep: 1, placings: ["compact"] },
  { family: "llava-video", perStep: 1, placings: ["compact"] },
  { family: "qwen2-vl", perStep: 2, placings: ["original"] },
  { family: "smolvlm2", perStep: 1, placings: ["original", "compact"] },
] as const)("$family", ({ family, perStep, placings }) => {
  it("gives the reference's tokens, and its logits and divergence at 100 % and at 25 %", async () => {
    const files = replicaBlobs({ family, dtype: "fp32", seed: 3 });
    const source = { kind: "files" as const, id: family, files };
    const model = await loadModel(gpu(), source, { runtime: "webgpu" });
    const { config } = model;
    const layout = config.layout({ width: WIDTH, height: HEIGHT }, PICTURES.length);
    const encoder = await createFrameEncoder(gpu(), model.vision, config, layout, {
      place: "gpu", // the exports' tests have the processor's
    });
    const stopwatch = createStopwatch();
    const tokens = await encoder.encode(arriving(), PICTURES.length, { stopwatch });
    encoder.destroy();

    const folder = openFolder(source);
    const shownTimesSec = PICTURES.map((_, i) => 0.5 + i);
    const timesSec = shownTimesSec.filter((_, i) => i % perStep === 0);
    const newline =
      config.newlineNames &&
      (await readSafetensor(
        (from, to) => folder.range("model.safetensors", from, to),
        config.newlineNames,
      ));
    const reference = await referenceRun(PICTURES, {
      files,
      suffix: "",
      template: model.chatTemplate,
      encode: (text) => model.tokenizer.tokenizeControl(text),
      timesSec,
      shownTimesSec,
      durationSec: 65,
      newline,
    });
    expect(differs(await readFloats(gpu(), tokens), reference.tokens, FAMILY_FEATURES)).toBeNull();

    const compressor = createCompressor(gpu());
    const asked = [
      { retention: 1, positions: undefined },
      ...placings.map((positions) => ({ retention: 0.25, positions })),
    ];
    const allTokens = new Set(
      Array.from({ length: tokens.dims[0]! * tokens.dims[1]! }, (_, i) => i),
    );
    let all: ReferenceAnswer | null = null;
    for (const { retention, positions } of asked) {
      const plan = await compressor.plan(tokens, { method: "vidcom2", retention });
      let got = new Float32Array(0);
      const video = {
        tokens,
        grid: layout.tokens,
        timesSec,
        shownTimesSec,
        facts: { durationSec: 65 } as VideoTokens["video"]["facts"],
      };
      const pieces = answer(
        model,
        nothingCached(),
        { videoId: 1, key: `${retention}`, video, keptMask: plan.keptMask, positions },
        QUESTION,
        {
          maxTokens: 3,
          sampling: GREEDY,
          isReference: all === null,
          compareWith: all ?? undefined,
          random: () => 0,
          async onFirstLogits(logits) {
            got = await readFloats(gpu(), logits);
          },
        },
      );
      const answered = await drain(pieces, () => undefined);
      const kept = new Set([...plan.keptMask].flatMap((isKept, i) => (isKept === 1 ? [i] : [])));
      const want = await reference.logits(kept, QUESTION, positions === "original");
      expect(kept.size).toBe(Math.round(retention * plan.total));
      expect(differs(got, want, LOGITS_OF_SINES)).toBeNull();
      plan.destroy();
      if (all === null) {
        all = answered.reference!;
        continue;
      }
      // The CPU reads question and answer so far at once, for each token anew.
      let sum = 0;
      for (const i of all.ids.keys()) {
        const said = all.ids.slice(0, i);
        const [p, q] = [
          await reference.logits(allTokens, QUESTION, undefined, said),
          await reference.logits(kept, QUESTION, positions === "original", said),
        ];
        sum += klDivergenceReference(p, q);
      }
      const divergence = [answered.divergence!.meanKl];
      expect(differs(divergence, [sum / all.ids.length], DIVERGENCE_NATS)).toBeNull();
      expect(answered.divergence!.tokens).toBe(all.ids.length);
    }
    expect(all?.ids.length).toBeGreaterThan(1);
    all?.destroy();
    compressor.destroy();
    tokens.destroy();
    await reference.release();
    await model.release();
  });
});
