// The replicas' graphs run on the CPU and compute what their family does: steps apart from each other, positions that only
// matter by their distances, a past that stands for what was said before. On WebGPU: family-logits.test.ts.

import type * as Ort from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import { serialized, type OrtModule } from "../../src/model/runtime.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import { FAMILIES, SUFFIXES, type Dtype, type Family } from "../../tools/replica/options.ts";
import { differs } from "../support/differs.ts";
import { seededNormals } from "../support/random.ts";
import { LOGITS, REPLICA_HALF } from "../tolerance.ts";

/** The build for the CPU alone: that of the product's runtimes has no GatherBlockQuantized. */
async function loadCpuRuntime(): Promise<OrtModule> {
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = 1;
  return ort;
}

/** LLaVA-Video's graphs are LLaVA-OneVision's, byte for byte at this scale. */
const GRAPH_FAMILIES = FAMILIES.filter((family) => family !== "llava-video");

type Sessions = Record<"vision_encoder" | "embed_tokens" | "decoder_model_merged", Session>;
type Session = Ort.InferenceSession;
type Feeds = Record<string, Ort.Tensor>;

const WIDTH = 64;
const STEPS = 2;
const TEXT = [5, 300, 77, 12, 402, 9];

describe("the graphs of a replica", () => {
  /** Opens all three graphs, and closes them after `use`. */
  async function withSessions<T>(
    { family, dtype }: { family: Family; dtype: Dtype },
    use: (sessions: Sessions, ort: OrtModule) => Promise<T>,
  ): Promise<T> {
    const ort = await loadCpuRuntime();
    const files = replicaFiles({ family, scale: "mini", dtype, seed: 3 });
    const open = async (name: keyof Sessions): Promise<Session> => {
      const bytes = files.get(`onnx/${name}${SUFFIXES[dtype]}.onnx`)!;
      const options = { executionProviders: ["wasm"], logSeverityLevel: 3 as const };
      return serialized(() => ort.InferenceSession.create(bytes, options));
    };
    const sessions = {
      vision_encoder: await open("vision_encoder"),
      embed_tokens: await open("embed_tokens"),
      decoder_model_merged: await open("decoder_model_merged"),
    };
    try {
      return await use(sessions, ort);
    } finally {
      for (const session of Object.values(sessions)) await serialized(() => session.release());
    }
  }

  it.each(
    GRAPH_FAMILIES.flatMap((family) =>
      (["fp32", "q4"] as const).map((dtype) => ({ family, dtype })),
    ),
  )("of $family in $dtype answer otherwise about other pictures", async (replica) => {
    const logits = await withSessions(replica, walk);
    for (const each of logits) {
      const entropy = entropyOf(each);
      expect(entropy).toBeGreaterThan(2);
      expect(entropy).toBeLessThan(0.9 * Math.log(each.length));
    }
    expect(differs(logits[1]!, logits[0]!, LOGITS)).not.toBeNull();
  });

  it.each(
    GRAPH_FAMILIES.flatMap((family) => [
      { family, dtype: "fp16", like: "fp32" } as const,
      { family, dtype: "q4f16", like: "q4" } as const,
    ]),
  )("of $family in $dtype run on the CPU, near $like", async ({ family, dtype, like }) => {
    const [halves, floats] = [
      await withSessions({ family, dtype }, walk),
      await withSessions({ family, dtype: like }, walk),
    ];
    for (const [index, logits] of floats.entries()) {
      expect(differs(halves[index]!, logits, REPLICA_HALF), `run ${index}`).toBeNull();
    }
  });

  it.each(["llava-onevision", "smolvlm2"] as const)(
    "of %s see each step by itself",
    async (family) => {
      await withSessions({ family, dtype: "fp32" }, async (sessions, ort) => {
        const values = pixels(family, 1);
        const both = await features(sessions, ort, family, values, STEPS);
        const second = await features(
          sessions,
          ort,
          family,
          values.slice(values.length / STEPS),
          1,
        );
        expect(differs(both.subarray(both.length / 2), second, LOGITS)).toBeNull();
        expect(differs(both.subarray(0, both.length / 2), second, LOGITS)).not.toBeNull();
      });
    },
  );

  it("of qwen2-vl see the first step of a run only, as the published encoder does", async () => {
    const family = "qwen2-vl";
    await withSessions({ family, dtype: "fp32" }, async (sessions, ort) => {
      const values = pixels(family, 1);
      const step = values.length / STEPS;
      const first = await features(sessions, ort, family, values.slice(0, step), 1);
      const second = await features(sessions, ort, family, values.slice(step), 1);
      const both = await features(sessions, ort, family, values, STEPS);
      const half = both.length / STEPS;
      expect(differs(both.subarray(0, half), first, LOGITS)).toBeNull();
      expect(differs(both.subarray(half), second, LOGITS)).not.toBeNull();
    });
  });

  it.each(GRAPH_FAMILIES)("of %s go on from a past as from the whole prompt", async (family) => {
    await withSessions({ family, dtype: "fp32" }, async (sessions, ort) => {
      const rows = await embedded(sessions, ort, TEXT);
      const whole = await decode(sessions, ort, rows, countFrom(0, TEXT.length));
      const cut = 4;
      const start = rows.subarray(0, cut * WIDTH);
      const first = await decode(sessions, ort, start, countFrom(0, cut));
      const rest = await decode(
        sessions,
        ort,
        rows.subarray(cut * WIDTH),
        countFrom(cut, TEXT.length - cut),
        first.past,
      );
      expect(differs(rest.logits, whole.logits, LOGITS)).toBeNull();
    });
  });

  it.each(["qwen2-vl", "smolvlm2"] as const)(
    "of %s know positions by their distances",
    async (family) => {
      await withSessions({ family, dtype: "fp32" }, async (sessions, ort) => {
        const rows = await embedded(sessions, ort, TEXT);
        const logitsAt = async (positions: readonly number[]) =>
          (await decode(sessions, ort, rows, positions)).logits;
        const plain = await logitsAt(countFrom(0, TEXT.length));
        expect(differs(await logitsAt(countFrom(40, TEXT.length)), plain, LOGITS)).toBeNull();
        const apart = TEXT.map((_, index) => 3 * index);
        expect(differs(await logitsAt(apart), plain, LOGITS)).not.toBeNull();
      });
    },
  );

  it("of qwen2-vl turn by time, height and width, each by frequencies of its own", async () => {
    const dtype = "fp32";
    await withSessions({ family: "qwen2-vl", dtype }, async (sessions, ort) => {
      const rows = await embedded(sessions, ort, TEXT);
      const still = countFrom(0, TEXT.length);
      const moved = TEXT.map((_, index) => 2 * index);
      const all: Float32Array[] = [];
      for (const axis of [0, 1, 2]) {
        const positions = [0, 1, 2].flatMap((each) => (each === axis ? moved : still));
        all.push((await decode(sessions, ort, rows, positions)).logits);
      }
      expect(differs(all[0]!, all[1]!, LOGITS)).not.toBeNull();
      expect(differs(all[1]!, all[2]!, LOGITS)).not.toBeNull();
      // What lies in a grid of 4 × 6 is not what lies in one of 6 × 4.
      const grids = await Promise.all(
        [
          [1n, 4n, 6n],
          [1n, 6n, 4n],
        ].map((grid) => {
          const pixel_values = new ort.Tensor("float32", seededNormals(24 * 1176, 9), [24, 1176]);
          const grid_thw = new ort.Tensor("int64", BigInt64Array.from(grid), [1, 3]);
          return run(sessions.vision_encoder, { pixel_values, grid_thw }, "image_features");
        }),
      );
      expect(differs(grids[0]!, grids[1]!, LOGITS)).not.toBeNull();
    });
  });

  it("of smolvlm2 leave masked patches out", async () => {
    const family = "smolvlm2";
    await withSessions({ family, dtype: "fp32" }, async (sessions, ort) => {
      const left = new Uint8Array(64 * 64).map((_, index) => (index % 64 < 32 ? 1 : 0));
      const featuresOf = async (values: Float32Array) => {
        const pixel_values = new ort.Tensor("float32", values, [1, 1, 3, 64, 64]);
        const pixel_attention_mask = new ort.Tensor("bool", left, [1, 1, 64, 64]);
        const feeds = { pixel_values, pixel_attention_mask };
        return run(sessions.vision_encoder, feeds, "image_features");
      };
      const plain = seededNormals(3 * 64 * 64, 1, 0.5);
      const noise = seededNormals(3 * 64 * 64, 2, 0.5);
      const changed = plain.map((value, index) => (index % 64 < 32 ? value : noise[index]!));
      const [before, after] = [await featuresOf(plain), await featuresOf(changed)];
      // Tokens lie 4 × 4 in rows of 64 channels; the left two of a row saw nothing of the change.
      for (const row of [0, 1, 2, 3]) {
        const tokens = (from: number, of: Float32Array) =>
          of.subarray((4 * row + from) * WIDTH, (4 * row + from + 2) * WIDTH);
        expect(differs(tokens(0, after), tokens(0, before), LOGITS)).toBeNull();
        expect(differs(tokens(2, after), tokens(2, before), LOGITS)).not.toBeNull();
      }
    });
  });

  /** Logits of two videos with a text behind them, and of one more token after the second. */
  async function walk(sessions: Sessions, ort: OrtModule): Promise<Float32Array[]> {
    const family = familyOf(sessions);
    const text = await embedded(sessions, ort, TEXT);
    const all: Float32Array[] = [];
    for (const seed of [1, 2]) {
      const values = pixels(family, seed);
      const step = values.length / STEPS;
      const video = [
        ...(await features(sessions, ort, family, values.slice(0, step), 1)),
        ...(await features(sessions, ort, family, values.slice(step), 1)),
      ];
      const rows = Float32Array.from([...video, ...text]);
      const count = rows.length / WIDTH;
      const { logits, past } = await decode(sessions, ort, rows, countFrom(0, count));
      all.push(logits);
      if (seed === 1) continue;
      const next = await embedded(sessions, ort, [42]);
      all.push((await decode(sessions, ort, next, [count], past)).logits);
    }
    return all;
  }
});

/** By what its encoder takes. */
function familyOf({ vision_encoder }: Sessions): Family {
  if (vision_encoder.inputNames.includes("grid_thw")) return "qwen2-vl";
  return vision_encoder.inputNames.length === 2 ? "smolvlm2" : "llava-onevision";
}

const STEP_DIMS = {
  "llava-onevision": [3, 42, 42],
  "llava-video": [3, 42, 42],
  "qwen2-vl": [24, 1176],
  smolvlm2: [3, 64, 64],
} as const satisfies Record<Family, readonly number[]>;

const sizeOf = (dims: readonly number[]): number => dims.reduce((size, dim) => size * dim, 1);

/** Pixels of STEPS steps. */
const pixels = (family: Family, seed: number): Float32Array =>
  seededNormals(STEPS * sizeOf(STEP_DIMS[family]), seed, 0.5);

/** image_features of `steps` steps in one run. */
async function features(
  { vision_encoder }: Sessions,
  ort: OrtModule,
  family: Family,
  data: Float32Array,
  steps: number,
): Promise<Float32Array> {
  const dims = STEP_DIMS[family];
  const tensor = (shape: readonly number[]) => new ort.Tensor("float32", data, [...shape]);
  let feeds: Feeds = { pixel_values: tensor([steps, ...dims]) };
  if (family === "smolvlm2") {
    const mask = new Uint8Array(steps * 64 * 64).fill(1);
    feeds = {
      pixel_values: tensor([1, steps, ...dims]),
      pixel_attention_mask: new ort.Tensor("bool", mask, [1, steps, 64, 64]),
    };
  } else if (family === "qwen2-vl") {
    const grid = BigInt64Array.of(BigInt(steps), 4n, 6n);
    feeds = {
      pixel_values: tensor([steps * dims[0], 1176]),
      grid_thw: new ort.Tensor("int64", grid, [1, 3]),
    };
  }
  return run(vision_encoder, feeds, "image_features");
}

async function embedded(
  { embed_tokens }: Sessions,
  ort: OrtModule,
  ids: readonly number[],
): Promise<Float32Array> {
  const input_ids = new ort.Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);
  return run(embed_tokens, { input_ids }, "inputs_embeds");
}

/** Logits of the last row, and keys and values for the next run. `positions`: one axis, or three in a row. */
async function decode(
  { decoder_model_merged: session }: Sessions,
  ort: OrtModule,
  rows: Float32Array,
  positions: readonly number[],
  past: Feeds = {},
): Promise<{ logits: Float32Array; past: Feeds }> {
  const count = rows.length / WIDTH;
  const int64 = (values: readonly number[], dims: readonly number[]) =>
    new ort.Tensor("int64", BigInt64Array.from(values, BigInt), [...dims]);
  const pastLength = Object.values(past)[0]?.dims[2] ?? 0;
  const total = pastLength + count;
  const feeds: Feeds = {
    inputs_embeds: new ort.Tensor("float32", rows.slice(), [1, count, WIDTH]),
    attention_mask: int64(Array<number>(total).fill(1), [1, total]),
    ...past,
  };
  for (const value of session.inputMetadata) {
    if (!value.isTensor || value.name in feeds) continue;
    if (value.name === "num_logits_to_keep") feeds[value.name] = int64([1], []);
    else if (value.name === "position_ids") {
      const isGrid = value.shape.length === 3;
      const all =
        isGrid && positions.length === count ? [0, 1, 2].flatMap(() => positions) : positions;
      feeds[value.name] = int64(all, isGrid ? [3, 1, count] : [1, count]);
    } else {
      const empty = value.type === "float16" ? new Uint16Array(0) : new Float32Array(0);
      feeds[value.name] = new ort.Tensor(value.type, empty, [1, 2, 0, 16]);
    }
  }
  const results = await serialized(() => session.run(feeds));
  const { logits, ...present } = results;
  const values = logits!.data as Float32Array;
  return {
    logits: values.slice(-logits!.dims[2]!),
    past: Object.fromEntries(
      Object.entries(present).map(([name, value]) => [
        name.replace("present", "past_key_values"),
        value,
      ]),
    ),
  };
}

async function run(session: Session, feeds: Feeds, output: string): Promise<Float32Array> {
  const results = await serialized(() => session.run(feeds));
  return Float32Array.from(results[output]!.data as Float32Array);
}

const countFrom = (start: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => start + index);

function entropyOf(logits: Float32Array): number {
  const top = Math.max(...logits);
  const masses = Array.from(logits, (logit) => Math.exp(logit - top));
  const sum = masses.reduce((total, mass) => total + mass, 0);
  return -masses.reduce((total, mass) => total + (mass / sum) * Math.log(mass / sum), 0);
}
