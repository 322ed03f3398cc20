import type * as Ort from "onnxruntime-web";

/** The common part of onnxruntime-web's builds: the wasm one in Node, the WebGPU one in a browser. */
export type Runtime = Pick<typeof Ort, "InferenceSession" | "Tensor">;

const WIDTH = 128;
const LAYERS = 4;
const KV_HEADS = 2;
const HEAD = 32;
const SIDE = 88;
const GRID = 11;
const POOLED = 6;
const TOKENS_A_FRAME = POOLED * POOLED;

export type Cache = Record<string, Ort.Tensor>;

/** The three graphs of the model folder, called as those of any model of this family. */
export class Graphs {
  private readonly ort: Runtime;
  private readonly vision: Ort.InferenceSession;
  private readonly embedding: Ort.InferenceSession;
  private readonly decoder: Ort.InferenceSession;

  constructor(
    ort: Runtime,
    [vision, embedding, decoder]: readonly [
      Ort.InferenceSession,
      Ort.InferenceSession,
      Ort.InferenceSession,
    ],
  ) {
    this.ort = ort;
    this.vision = vision;
    this.embedding = embedding;
    this.decoder = decoder;
  }

  /** Pixels [T, 3, 88, 88] → patch features [T, 121, 128]. */
  async encode(pixels: Float32Array): Promise<Float32Array> {
    const shape = [pixels.length / (3 * SIDE * SIDE), 3, SIDE, SIDE];
    const pixelValues = new this.ort.Tensor("float32", pixels, shape);
    return data(await this.vision.run({ pixel_values: pixelValues }), "image_features");
  }

  async embed(ids: readonly number[]): Promise<Float32Array> {
    const values = BigInt64Array.from(ids, BigInt);
    const inputIds = new this.ort.Tensor("int64", values, [1, ids.length]);
    return data(await this.embedding.run({ input_ids: inputIds }), "inputs_embeds");
  }

  /**
   * Rows [S, 128] after `past` rows of cache → logits of the last row. With `fetches` (a pre-allocated cache under the
   * names of `present`) nothing grows: past and present are the same tensors.
   */
  async decode(
    rows: Float32Array,
    past: number,
    cache: Cache,
    fetches?: Cache,
  ): Promise<{ logits: Float32Array; cache: Cache }> {
    const length = rows.length / WIDTH;
    const total = past + length;
    const feeds = {
      inputs_embeds: new this.ort.Tensor("float32", rows, [1, length, WIDTH]),
      attention_mask: new this.ort.Tensor("int64", new BigInt64Array(total).fill(1n), [1, total]),
      num_logits_to_keep: new this.ort.Tensor("int64", BigInt64Array.of(1n), []),
      ...cache,
    };
    const results = await (fetches
      ? this.decoder.run(feeds, { ...fetches, logits: null })
      : this.decoder.run(feeds));
    const grown = Object.entries(results)
      .filter(([name]) => name.startsWith("present."))
      .map(([name, tensor]) => [name.replace("present.", "past_key_values."), tensor] as const);
    return { logits: data(results, "logits"), cache: fetches ? cache : Object.fromEntries(grown) };
  }

  /** Returns a cache of `length` rows a layer under the names of `past`, made by `make` or empty on the CPU. */
  cache(length: number, make?: (shape: number[]) => Ort.Tensor): Cache {
    const shape = [1, KV_HEADS, length, HEAD];
    const plain = () => new this.ort.Tensor("float32", new Float32Array(size(shape)), shape);
    return Object.fromEntries(
      Array.from({ length: LAYERS }, (_, layer) => ["key", "value"].map((part) => [layer, part]))
        .flat()
        .map(([layer, part]) => [`past_key_values.${layer}.${part}`, make?.(shape) ?? plain()]),
    );
  }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function data(results: Ort.InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const value = results[name]?.data;
  if (!(value instanceof Float32Array)) throw new TypeError(`${name} is not float32`);
  return value;
}

/** LLaVA-OneVision's pool of one frame, 11 × 11 → 6 × 6 bilinear with half-pixel centres: [T·121, D] → [T·36, D]. */
export function pool(features: Float32Array): Float32Array {
  const frames = features.length / (GRID * GRID * WIDTH);
  const pooled = new Float32Array(frames * TOKENS_A_FRAME * WIDTH);
  for (let frame = 0; frame < frames; frame++)
    for (let row = 0; row < POOLED; row++)
      for (let column = 0; column < POOLED; column++) {
        const to = (frame * TOKENS_A_FRAME + row * POOLED + column) * WIDTH;
        for (const [y, down] of taps(row))
          for (const [x, across] of taps(column)) {
            const from = (frame * GRID * GRID + y * GRID + x) * WIDTH;
            for (let d = 0; d < WIDTH; d++)
              pooled[to + d] = (pooled[to + d] ?? 0) + down * across * (features[from + d] ?? 0);
          }
      }
  return pooled;
}

function taps(index: number): [number, number][] {
  const source = Math.max(0, ((index + 0.5) * GRID) / POOLED - 0.5);
  const low = Math.floor(source);
  const part = source - low;
  return [
    [low, 1 - part],
    [Math.min(GRID - 1, low + 1), part],
  ];
}

export function joinRows(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function argmax(values: Float32Array): number {
  return values.reduce(
    (best, value, index) => (value > (values[best] ?? -Infinity) ? index : best),
    0,
  );
}
