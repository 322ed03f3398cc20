// FastV and PDrop through the pipeline, on the embedded model: the tokens that stay and the answer's logits are those of a decoder in
// f64 that drops the same rows, for a first question, a second one that re-uses the video, and the steps behind.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PositionsId } from "../../src/compression/request.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import type { RowCut } from "../../src/language/prefill-inside.ts";
import { rateByLastRow, rateByNextLayer, type RateRows } from "../../src/language/rate-rows.ts";
import { GREEDY } from "../../src/language/sampling.ts";
import { answer } from "../../src/pipeline/answer.ts";
import { nothingCached, type CachedPrefix } from "../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import type { VideoTokens } from "../../src/pipeline/video-tokens.ts";
import type { InsideDecoder } from "../reference/decoder.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED } from "../support/model.ts";
import { seededNormals } from "../support/random.ts";
import { referenceDecoder, type AskReference } from "../support/reference-decoder.ts";
import { LOGITS } from "../tolerance.ts";

const gpu = useGpu();

const [FRAMES, SIDE] = [3, 6];
const TOKENS = FRAMES * SIDE * SIDE;
const QUESTIONS = ["What appears briefly?", "What color is the main object?"] as const;
const STEPS = 2;

let model: LoadedModel;
let reference: AskReference;
let video: VideoTokens;

beforeAll(async () => {
  model = await loadModel(gpu(), EMBEDDED, { runtime: "webgpu" });
  const { width } = model.config.text;
  const values = seededNormals(TOKENS * width, 31, 0.8);
  const timesSec = Array.from({ length: FRAMES }, (_, i) => i + 0.5);
  video = {
    videoId: 1,
    key: "clip",
    video: {
      tokens: tensorFrom(gpu(), values, [FRAMES, SIDE * SIDE, width], "test/tokens"),
      grid: { rows: SIDE, columns: SIDE },
      timesSec,
      shownTimesSec: timesSec,
      facts: { durationSec: FRAMES } as VideoTokens["video"]["facts"],
    },
    keptMask: new Uint8Array(TOKENS).fill(1),
  };
  reference = await referenceDecoder(gpu(), model, video, {
    steps: FRAMES,
    rows: SIDE,
    columns: SIDE,
    timesSec,
    shownTimesSec: timesSec,
    durationSec: FRAMES,
    isWhole: true,
  });
});

afterAll(async () => {
  video.video.tokens.destroy();
  await model.release();
});

const dropped = (cuts: readonly RowCut[], rate: RateRows = rateByLastRow) => ({
  ...video,
  inside: { cuts, rate },
});

/** The answer's logits, the first as the pipeline gives it, the others from the cache that it leaves. */
async function ask(question: string, prefix: CachedPrefix, asked: VideoTokens) {
  const logits: Float32Array[] = [];
  const said: number[] = [];
  const take = async (values: Tensor): Promise<void> => {
    const read = await readFloats(gpu(), values);
    logits.push(read);
    said.push(read.indexOf(Math.max(...read)));
  };
  const pieces = answer(model, prefix, asked, question, {
    maxTokens: 1,
    sampling: GREEDY,
    random: () => 0,
    onFirstLogits: take,
  });
  let next = await pieces.next();
  while (next.done !== true) next = await pieces.next();
  for (let step = 0; step < STEPS; step++) {
    const row = await model.decoder.embed([said.at(-1)!]);
    const values = await model.decoder.forward(row);
    await take(values);
    values.destroy();
    row.destroy();
  }
  return { logits, said, report: next.value };
}

/**
 * What a method does to the reference: before each cut it rates tokens by the prompt's last row, in the layer before the
 * cut (FastV) or in the one behind (PDrop), and keeps the best.
 */
function inReference(cuts: readonly RowCut[], rows: number, by: "before" | "behind") {
  const survivors: number[][] = [];
  const inside = (tokens: readonly number[]): InsideDecoder => {
    let held = tokens.map((_, row) => row);
    let rated: number[] = [];
    const look = (map: readonly (readonly number[])[][]): void => {
      // The rows behind the prompt are what was said; they rate nothing.
      const last = map[held.filter((row) => row < rows).length - 1]!;
      rated = held.map((_, place) => last.reduce((sum, head) => sum + (head[place] ?? 0), 0));
    };
    return {
      isCompact: cuts[0]!.positions === "compact",
      see(layer, map) {
        if (by === "before" && cuts.some((cut) => cut.layer === layer + 1)) look(map);
      },
      keep(layer, map) {
        const cut = cuts.find((each) => each.layer === layer);
        if (cut === undefined) return null;
        if (by === "behind") look(map());
        const places = held.map((_, place) => place);
        const visual = places.filter((place) => tokens[held[place]!] !== -1);
        const best = new Set(
          visual.toSorted((a, b) => rated[b]! - rated[a]! || a - b).slice(0, cut.keep),
        );
        const kept = places.filter((place) => tokens[held[place]!] === -1 || best.has(place));
        held = kept.map((place) => held[place]!);
        survivors.push(held.map((row) => tokens[row]!).filter((token) => token !== -1));
        return kept;
      },
    };
  };
  return { inside, survivors };
}

const expectReference = (
  { logits, said, report }: Awaited<ReturnType<typeof ask>>,
  question: string,
  cuts: readonly RowCut[],
  by: "before" | "behind" = "before",
): void => {
  for (const [i, got] of logits.entries()) {
    const { inside, survivors } = inReference(cuts, report.promptTokens, by);
    const positions: PositionsId = "original";
    const want = reference(question, positions, said.slice(0, i), inside);
    expect(report.survivors.map(({ tokens }) => [...tokens])).toEqual(survivors);
    expect(differs(got, want, LOGITS), `token ${i}`).toBeNull();
  }
};

const at = (layer: number, keep: number): RowCut => ({ layer, keep, positions: "original" });

describe("FastV", () => {
  it.each([
    ["before layer 1", [at(1, 27)]],
    ["before layer 2", [at(2, 11)]],
    ["before layers 1 and 3", [at(1, 40), at(3, 7)]],
  ])("%s keeps what the last row looks at, and answers as the reference does", async (_, cuts) => {
    const prefix = nothingCached();
    const first = await ask(QUESTIONS[0], prefix, dropped(cuts));
    expect(first.report.videoReused).toBe(false);
    expectReference(first, QUESTIONS[0], cuts);
    const second = await ask(QUESTIONS[1], prefix, dropped(cuts));
    expect(second.report.videoReused).toBe(true);
    expectReference(second, QUESTIONS[1], cuts);
    // Other numbers re-use what waits before the same cut.
    const fewer = cuts.map((cut) => ({ ...cut, keep: cut.keep - 2 }));
    const third = await ask(QUESTIONS[1], prefix, dropped(fewer));
    expect(third.report.videoReused).toBe(true);
    expectReference(third, QUESTIONS[1], fewer);
    expect(third.report.kvBytes).toBeLessThan(second.report.kvBytes);
  });

  it("that keeps all answers as no method, before the cut and behind it", async () => {
    const plain = await ask(QUESTIONS[0], nothingCached(), video);
    const all = await ask(QUESTIONS[0], nothingCached(), dropped([at(2, TOKENS)]));
    for (const [i, logits] of all.logits.entries()) {
      expect(differs(logits, plain.logits[i]!, LOGITS)).toBeNull();
    }
    expect(plain.report.survivors).toEqual([]);
    expect(all.report.survivors).toEqual([
      { layer: 2, tokens: Uint32Array.from({ length: TOKENS }, (_, i) => i) },
    ]);
  });

  it("numbers anew what stays when it is asked to", async () => {
    const cut: RowCut = { layer: 1, keep: 20, positions: "compact" };
    const compact = await ask(QUESTIONS[0], nothingCached(), dropped([cut]));
    const original = await ask(QUESTIONS[0], nothingCached(), dropped([at(1, 20)]));
    expect(compact.report.survivors).toEqual(original.report.survivors);
    expect(differs(compact.logits[0]!, original.logits[0]!, LOGITS)).not.toBeNull();
    const [front, behind] = model.decoder.parts;
    expect([front!.cache.ahead, behind!.cache.ahead]).toEqual([0, TOKENS - 20]);
  });

  it("shares the cache with other methods by turns, and frees what waits", async () => {
    const prefix = nothingCached();
    const cuts = [at(1, 27)];
    const first = await ask(QUESTIONS[0], prefix, dropped(cuts));
    expect(model.decoder.passed).not.toBeNull();
    const plain = await ask(QUESTIONS[0], prefix, video);
    expect(plain.report.videoReused).toBe(false);
    expect(model.decoder.passed).toBeNull();
    const again = await ask(QUESTIONS[0], prefix, dropped(cuts));
    expect(again.report.videoReused).toBe(false);
    expect(again.logits).toEqual(first.logits);
  });

  it("refuses a layer that the decoder has not, and goes on", async () => {
    const prefix = nothingCached();
    await expect(ask(QUESTIONS[0], prefix, dropped([at(4, 9)]))).rejects.toMatchObject({
      code: "graph-cut",
      message: expect.stringContaining("has 4 layers; it cannot be cut before layer 4"),
    });
    const cuts = [at(1, 27)];
    expectReference(await ask(QUESTIONS[0], prefix, dropped(cuts)), QUESTIONS[0], cuts);
  });
});

describe("PDrop", () => {
  it.each([
    ["once", [54]],
    ["three times", [54, 27, 13]],
  ])("drops %s what the last row would look at least in the next layer", async (_, keeps) => {
    const cuts = keeps.map((keep, i) => ({ layer: i + 1, keep, positions: "compact" as const }));
    const prefix = nothingCached();
    const first = await ask(QUESTIONS[0], prefix, dropped(cuts, rateByNextLayer));
    expectReference(first, QUESTIONS[0], cuts, "behind");
    const second = await ask(QUESTIONS[1], prefix, dropped(cuts, rateByNextLayer));
    expect(second.report.videoReused).toBe(true);
    expectReference(second, QUESTIONS[1], cuts, "behind");
  });
});
