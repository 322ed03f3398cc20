// Inside the embedded decoder: what rows look at is the map of a plain reference in f64, and rows that are dropped between
// two layers leave the logits that the reference has without them.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import { pickPositions, pickRows } from "../../src/language/pick-rows.ts";
import { lastKeys, receivedAttention, type Rater } from "../../src/language/received-attention.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import {
  decoderReference,
  type DecoderSizes,
  type InsideDecoder,
  type Weight,
} from "../reference/decoder.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { seededNormals } from "../support/random.ts";
import { embeddedSizes, embeddedWeights } from "../support/reference-weights.ts";
import { ATTENTION_MAP, LOGITS } from "../tolerance.ts";

const gpu = useSharedGpu();

/** Rows of the video with its text before it, and of the question. */
const [FIRST, QUESTION] = [29, 6];
const ROWS = FIRST + QUESTION;
/** Rows that can be dropped. */
const VISUAL = Uint32Array.from({ length: 22 }, (_, i) => 4 + i);
/** Where each row stands: tokens that were dropped before the decoder left gaps. */
const POSITIONS = Array.from({ length: ROWS }, (_, i) => (i < 10 ? i : 2 * i - 9));
const NEXT = POSITIONS.at(-1)! + 1;
const STEPS = 2;

let model: LoadedModel;
let sizes: DecoderSizes;
let weight: Weight;
let width: number;
let values: Float32Array<ArrayBuffer>;

beforeAll(async () => {
  model = await loadModel(gpu(), EMBEDDED, GRAPHS_ON_CPU);
  [sizes, weight] = [await embeddedSizes(model), await embeddedWeights()];
  ({ width } = model.config.text);
  values = seededNormals((ROWS + STEPS) * width, 21, 0.7);
});

afterAll(() => model.release());

const rowsOf = (from: number, to: number): Tensor =>
  tensorFrom(gpu(), values.slice(from * width, to * width), [1, to - from, width], "test/rows");

const positionsOf = (from: number, to: number) => ({
  ids: BigInt64Array.from(POSITIONS.slice(from, to), BigInt),
  next: POSITIONS[to] ?? NEXT,
});

const reference = (steps: number, inside: InsideDecoder): number[] => {
  const rows = Array.from({ length: ROWS + steps }, (_, i) => [
    ...values.subarray(i * width, (i + 1) * width),
  ]);
  const at = [...POSITIONS, ...Array.from({ length: steps }, (_, i) => NEXT + i)];
  return decoderReference(rows, at, weight, sizes, inside);
};

/** Runs what lies before the cut: the video, then the question. Returns the border and the question's queries. */
async function runFirst() {
  const [first] = model.decoder.parts;
  first!.cache.reset();
  const video = rowsOf(0, FIRST);
  const text = rowsOf(FIRST, ROWS);
  const before = await first!.forward([video], { positions: positionsOf(0, FIRST) });
  const asked = await first!.forward([text], {
    positions: positionsOf(FIRST, ROWS),
    taps: [first!.attention!.queries],
  });
  for (const tensor of [video, text]) tensor.destroy();
  return { first: first!, border: [before.gives, asked.gives], queries: asked.tapped[0]! };
}

/** The reference's map of a layer, mean over heads and raters. */
function mapOf(layer: number, raters: readonly Rater[]): number[] {
  let received: number[] = [];
  reference(0, {
    see(at, map) {
      if (at !== layer) return;
      received = [...VISUAL].map((place) => {
        const seen = raters.flatMap(({ row }) => map[FIRST + row]!.map((head) => head[place]!));
        return seen.reduce((sum, each) => sum + each, 0) / seen.length;
      });
    },
  });
  return received;
}

describe.each([1, 2, 3])("before layer %i", (layer) => {
  it.each([
    ["the last row", [QUESTION - 1]],
    ["some rows", [0, 2, 3, 5]],
  ])("the attention of %s is the map's", async (_, rows) => {
    await model.decoder.cutAt([1, 2, 3]);
    const { decoder } = model;
    const raters = rows.map((row) => ({ row, sees: FIRST + row + 1 }));
    // Parts up to the layer, each with all rows.
    decoder.cache.reset();
    let video: readonly Tensor[] = [rowsOf(0, FIRST)];
    let text: readonly Tensor[] = [rowsOf(FIRST, ROWS)];
    let queries: Tensor | undefined;
    for (const part of decoder.parts.slice(0, layer)) {
      const before = await part.forward(video, { positions: positionsOf(0, FIRST) });
      const asked = await part.forward(text, {
        positions: positionsOf(FIRST, ROWS),
        taps: [part.attention!.queries],
      });
      for (const tensor of [...video, ...text]) tensor.destroy();
      queries?.destroy();
      [video, text, queries] = [before.gives, asked.gives, asked.tapped[0]!];
    }
    const part = decoder.parts[layer - 1]!;
    expect(part.attention).toMatchObject({
      layer: layer - 1,
      heads: 4,
      kvHeads: 2,
      keys: expect.any(String),
    });
    const received = await receivedAttention(gpu(), part.attention!, {
      queries: queries!,
      keys: lastKeys(part),
      raters,
      places: VISUAL,
    });
    const got = await readFloats(gpu(), received);
    expect(differs(got, mapOf(layer - 1, raters), ATTENTION_MAP)).toBeNull();
    for (const tensor of [...video, ...text, queries!, received]) tensor.destroy();
  });
});

describe("rows that are dropped before a layer", () => {
  it("leave the logits that the reference has without them, and the cache before it whole", async () => {
    await model.decoder.cutAt([1, 2, 3]);
    const { decoder } = model;
    const { first, border, queries } = await runFirst();
    const kept = [...Array(ROWS).keys()].filter((row) => row < 4 || row > 25 || row % 3 === 0);
    const all = border[0]!.map((video, i) => joinRows(video, border[1]![i]!));
    let rows: readonly Tensor[] = await pickRows(gpu(), all, kept);
    const ids = pickPositions(BigInt64Array.from(POSITIONS, BigInt), 1, kept);
    for (const part of decoder.parts.slice(1)) {
      part.cache.reset();
      const { gives } = await part.forward(rows, { positions: { ids, next: NEXT } });
      for (const tensor of rows) tensor.destroy();
      rows = gives;
    }
    const keep = (layer: number): readonly number[] | null => (layer === 1 ? kept : null);
    const logits = await readFloats(gpu(), rows[0]!);
    expect(differs(logits, reference(0, { keep }), LOGITS)).toBeNull();
    expect(first.cache.length).toBe(ROWS);
    for (const part of decoder.parts.slice(1)) {
      expect(part.cache.length).toBe(kept.length);
      expect(part.cache.ahead).toBe(NEXT - kept.length);
    }
    // Each part counts on from what it holds.
    for (let step = 0; step < STEPS; step++) {
      const row = rowsOf(ROWS + step, ROWS + step + 1);
      const next = await decoder.forward(row);
      const got = await readFloats(gpu(), next);
      const steps = Array.from({ length: step + 1 }, (_, i) => ROWS + i);
      const want = reference(step + 1, {
        keep: (layer) => (layer === 1 ? [...kept, ...steps] : null),
      });
      expect(differs(got, want, LOGITS)).toBeNull();
      for (const tensor of [row, next]) tensor.destroy();
    }
    expect(() => decoder.cache.layers()).toThrow(/parts hold different rows/);
    for (const tensor of [...rows, ...border.flat(), ...all, queries]) tensor.destroy();
  });
});

/** One tensor of the rows of both, [1, a + b, D]. */
function joinRows(a: Tensor, b: Tensor): Tensor {
  const size = a.dims[2]!;
  const [first, second] = [a.dims[1]!, b.dims[1]!];
  const joined = createTensor(gpu(), [1, first + second, size], a.dtype, "test/joined");
  const recorder = createRecorder(gpu(), "test/joined");
  recorder.copy(a, joined, { count: first * size });
  recorder.copy(b, joined, { toElement: first * size, count: second * size });
  recorder.submit();
  return joined;
}
