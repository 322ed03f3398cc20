// Methods inside the decoder through the pipeline, on the embedded model: the tokens that stay and the answer's logits are those of a
// decoder in f64 that drops the same rows, for a first question, a second one that re-uses the video, and the steps behind.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PositionsId } from "../../src/compression/request.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import type { RowCut } from "../../src/language/drop-rows.ts";
import { rateByFarRaters } from "../../src/language/rate-by-far-raters.ts";
import {
  rateByChange,
  rateByLastRow,
  rateByNextLayer,
  rateByRaters,
  type RateRows,
} from "../../src/language/rate-rows.ts";
import { GREEDY } from "../../src/language/sampling.ts";
import { answer } from "../../src/pipeline/answer.ts";
import { nothingCached, type CachedPrefix } from "../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import type { VideoTokens } from "../../src/pipeline/video-tokens.ts";
import { insideReference, type RatedBy } from "../reference/inside.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { seededNormals } from "../support/random.ts";
import type { AskReference } from "../support/reference-decoder.ts";
import { seededVideo, TOKENS } from "../support/seeded-video.ts";
import { LOGITS } from "../tolerance.ts";

const gpu = useGpu();

/** Of the embedded model. */
const WIDTH = 128;
const QUESTIONS = ["What appears briefly?", "What color is the main object?"] as const;
const STEPS = 2;

let model: LoadedModel;
let reference: AskReference;
let video: VideoTokens;

beforeAll(async () => {
  model = await loadModel(gpu(), EMBEDDED, GRAPHS_ON_CPU);
  const keptMask = new Uint8Array(TOKENS).fill(1);
  ({ video, reference } = await seededVideo(gpu(), model, keptMask));
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

const expectReference = (
  { logits, said, report }: Awaited<ReturnType<typeof ask>>,
  question: string,
  cuts: readonly RowCut[],
  by: RatedBy = "before",
): void => {
  const { ropeTheta: theta, headSize } = model.config.text;
  for (const [i, got] of logits.entries()) {
    const { inside, survivors, recycled } = insideReference(cuts, report.promptTokens, by, {
      theta,
      headSize,
    });
    const positions: PositionsId = "original";
    const want = reference(question, positions, said.slice(0, i), inside);
    expect(report.survivors.map(({ tokens }) => [...tokens])).toEqual(survivors);
    expect(
      report.survivors.map((cut) =>
        cut.recycled.map(({ token, members }) => ({ token, members: [...members] })),
      ),
    ).toEqual(recycled);
    expect(differs(got, want, LOGITS), `token ${i}`).toBeNull();
  }
};

describe("on WebGPU", () => {
  let onCpu: LoadedModel;
  beforeAll(async () => {
    onCpu = model;
    model = await loadModel(gpu(), EMBEDDED, { runtime: "webgpu" });
  });
  afterAll(async () => {
    await model.release();
    model = onCpu;
  });

  it.each([
    ["before", rateByLastRow],
    ["behind", rateByNextLayer],
    ["raters", rateByRaters],
    ["change", rateByChange],
  ] as const)("rows that are rated %s a cut are those of the reference", async (by, rate) => {
    const cuts = [at(1, 40), at(3, 7)];
    const prefix = nothingCached();
    for (const question of QUESTIONS) {
      const got = await ask(question, prefix, dropped(cuts, rate));
      expect(got.report.survivors.map(({ layer }) => layer)).toEqual([1, 3]);
      expectReference(got, question, cuts, by);
    }
  });
});

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
      { layer: 2, tokens: Uint32Array.from({ length: TOKENS }, (_, i) => i), recycled: [] },
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

describe("SparseVLM", () => {
  it.each([
    ["once, into one", [[50, 9, 1]]],
    ["once, into four", [[30, 24, 4]]],
    [
      "three times",
      [
        [60, 15, 2],
        [30, 10, 2],
        [14, 6, 1],
      ],
    ],
  ])("drops and merges %s what the question's raters look at least", async (_, numbers) => {
    const cuts = numbers.map(([keep = 0, from = 0, into = 0], i): RowCut => ({
      layer: i + 1,
      keep,
      recycled: { from, into },
      positions: "compact",
    }));
    const prefix = nothingCached();
    const first = await ask(QUESTIONS[0], prefix, dropped(cuts, rateByRaters));
    expectReference(first, QUESTIONS[0], cuts, "raters");
    expect(first.report.survivors.at(-1)!.recycled.length).toBeGreaterThan(0);
    const second = await ask(QUESTIONS[1], prefix, dropped(cuts, rateByRaters));
    expect(second.report.videoReused).toBe(true);
    expectReference(second, QUESTIONS[1], cuts, "raters");
  });

  it("merges at original positions when it is asked to, where the middle of a cluster stood", async () => {
    const recycled = { from: 24, into: 4 };
    const cuts: RowCut[] = [{ layer: 2, keep: 30, recycled, positions: "original" }];
    const got = await ask(QUESTIONS[0], nothingCached(), dropped(cuts, rateByRaters));
    expectReference(got, QUESTIONS[0], cuts, "raters");
    expect(got.report.positions).toBe("original");
  });
});

describe("SparseVLM+", () => {
  it("drops what the raters look at least, whatever its distance", async () => {
    const cuts = [at(1, 50), at(2, 25), at(3, 9)];
    const rate = rateByFarRaters(model.config.text.ropeTheta);
    const prefix = nothingCached();
    const first = await ask(QUESTIONS[0], prefix, dropped(cuts, rate));
    expectReference(first, QUESTIONS[0], cuts, "far-raters");
    const second = await ask(QUESTIONS[1], prefix, dropped(cuts, rate));
    expect(second.report.videoReused).toBe(true);
    expectReference(second, QUESTIONS[1], cuts, "far-raters");
    const near = await ask(QUESTIONS[1], prefix, dropped(cuts, rateByRaters));
    expect(near.report.survivors).not.toEqual(second.report.survivors);
  });
});

describe("V²Drop", () => {
  it.each([
    ["before layers 1, 2 and 3", [at(1, 50), at(2, 25), at(3, 1)]],
    ["before layer 2", [at(2, 13)]],
    ["before layers 1 and 3", [at(1, 60), at(3, 7)]],
  ])("drops %s what the layer before hardly moves", async (_, cuts) => {
    const prefix = nothingCached();
    const first = await ask(QUESTIONS[0], prefix, dropped(cuts, rateByChange));
    expectReference(first, QUESTIONS[0], cuts, "change");
    const second = await ask(QUESTIONS[1], prefix, dropped(cuts, rateByChange));
    expect(second.report.videoReused).toBe(true);
    expectReference(second, QUESTIONS[1], cuts, "change");
    // It looks at no question.
    expect(second.report.survivors).toEqual(first.report.survivors);
  });

  it("does not take what waits for a method that measures nothing", async () => {
    const prefix = nothingCached();
    const cuts = [at(2, 20)];
    await ask(QUESTIONS[0], prefix, dropped(cuts));
    const got = await ask(QUESTIONS[0], prefix, dropped(cuts, rateByChange));
    expect(got.report.videoReused).toBe(false);
    expectReference(got, QUESTIONS[0], cuts, "change");
  });
});

describe.each([
  ["FastV", rateByLastRow],
  ["PDrop", rateByNextLayer],
  ["SparseVLM", rateByRaters],
  ["SparseVLM+", rateByFarRaters(10_000)],
  ["V²Drop", rateByChange],
] as const)("%s at its limits", (name, rate) => {
  const withTokens = async (
    values: Float32Array<ArrayBuffer>,
    [frames, rows, columns]: readonly [number, number, number],
    { keep, recycled }: Pick<RowCut, "keep" | "recycled">,
  ) => {
    const timesSec = Array.from({ length: frames }, (_, i) => i + 0.5);
    const dims = [frames, rows * columns, WIDTH];
    const tokens = tensorFrom(gpu(), values, dims, "test/tokens");
    const facts = { durationSec: frames } as VideoTokens["video"]["facts"];
    const grid = { rows, columns };
    const asked = {
      ...video,
      video: { tokens, grid, timesSec, shownTimesSec: timesSec, facts },
      keptMask: new Uint8Array(frames * rows * columns).fill(1),
    };
    const cut: RowCut = { layer: 2, keep, recycled, positions: "compact" };
    const inside = { cuts: [cut], rate };
    return ask(QUESTIONS[0], nothingCached(), { ...asked, inside }).finally(() => tokens.destroy());
  };
  const merges = (from: number, into: number) =>
    name === "SparseVLM" ? { from, into } : undefined;

  it("takes one frame, and one token a frame", async () => {
    for (const shape of [
      [1, 6, 6],
      [5, 1, 1],
    ] as const) {
      const count = shape[0] * shape[1] * shape[2];
      const values = seededNormals(count * WIDTH, 7, 0.8);
      const cut = { keep: 2, recycled: merges(count - 2, 1) };
      const { report, logits } = await withTokens(values, shape, cut);
      const [left] = report.survivors;
      expect(left!.tokens.length).toBe(2);
      expect(left!.recycled.map(({ members }) => members.length)).toEqual(
        name === "SparseVLM" ? [count - 2] : [],
      );
      expect(logits.flat().every((row) => row.every(Number.isFinite))).toBe(true);
    }
  });

  it("keeps as many as it says of tokens that are all equal", async () => {
    const values = new Float32Array(3 * 36 * WIDTH).fill(0.5);
    const { report } = await withTokens(values, [3, 6, 6], { keep: 10, recycled: merges(29, 3) });
    expect(report.survivors[0]!.tokens.length).toBe(10);
    expect(report.survivors[0]!.recycled.length).toBe(name === "SparseVLM" ? 3 : 0);
  });

  it("refuses an answer from tokens that are not numbers", async () => {
    const values = seededNormals(3 * 36 * WIDTH, 7, 0.8);
    values[5 * WIDTH + 3] = NaN;
    await expect(
      withTokens(values, [3, 6, 6], { keep: 108, recycled: merges(1, 1) }),
    ).rejects.toMatchObject({ code: "model-numbers" });
  });
});
