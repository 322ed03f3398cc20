// Decoders whose queries became outputs give the logits that they gave before, and the queries are those that attention
// turned: turned here, in f64, they make the attention that the graph made.

import type * as Ort from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import type { GraphRuntime } from "../../src/model/graph.ts";
import { addOutputs } from "../../src/model/onnx/add-outputs.ts";
import { findQueries, type QueryTensor } from "../../src/model/onnx/find-queries.ts";
import { splitWeights } from "../../src/model/onnx/split-weights.ts";
import { loadRuntime, serialized } from "../../src/model/runtime.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import { SUFFIXES, type Dtype, type Family } from "../../tools/replica/options.ts";
import { rotatedReference, type Rotation } from "../reference/rotate-keys.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED } from "../support/model.ts";
import { seededNormals } from "../support/random.ts";
import { F32_SUM, LOGITS, LOGITS_OF_SINES } from "../tolerance.ts";

const gpu = useGpu();

interface Model {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly rotation: Rotation;
}

interface Run {
  readonly logits: Float32Array;
  readonly values: Readonly<Record<string, Ort.Tensor>>;
}

const SUITE: readonly { readonly model: Family | "embedded"; readonly dtype: Dtype }[] = [
  { model: "embedded", dtype: "fp32" },
  ...(["llava-onevision", "llava-video", "qwen2-vl", "smolvlm2"] as const).flatMap((model) =>
    (["fp32", "q4"] as const).map((dtype) => ({ model, dtype })),
  ),
];

/** Rows of the prompt; row 4 is row 1 once more. */
const ROWS = 6;
const SAME = [1, 4] as const;
/** Where they stand, in graphs that are told; an axis of M-RoPE each. */
const POSITIONS = [
  [0, 1, 2, 5, 6, 40],
  [0, 1, 1, 3, 9, 41],
  [0, 2, 3, 3, 4, 42],
];

describe("queries as outputs", () => {
  it.each(SUITE)("of $model in $dtype leave the logits as they were", async ({ model, dtype }) => {
    const opened = await open(model, dtype);
    const queries = findQueries(opened.bytes);
    expect(queries.map(({ layer }) => layer)).toEqual([...Array(opened.layers).keys()]);
    for (const { heads, kvHeads, isInterleaved } of queries) {
      expect({ heads, kvHeads, isInterleaved }).toEqual({
        heads: opened.heads,
        kvHeads: opened.kvHeads,
        isInterleaved: false,
      });
    }
    const before = await run(opened, opened.bytes);
    const tensors = queries.map(({ tensor }) => tensor);
    const after = await run(opened, addOutputs(opened.bytes, [...tensors, "layers.0.mixed"]));
    const tolerance = model === "qwen2-vl" ? LOGITS_OF_SINES : LOGITS;
    expect(differs(after.logits, before.logits, tolerance)).toBeNull();
    for (const { tensor, isPacked } of queries) {
      const width = (opened.heads + (isPacked ? 2 * opened.kvHeads : 0)) * opened.headSize;
      expect(after.values[tensor]!.dims).toEqual([1, ROWS, width]);
      expect(after.values[tensor]!.type).toBe("float32");
      expect(before.values[tensor]).toBeUndefined();
    }
    const [first, second] = queries;
    const [one, other] = SAME.map((row) => queryRow(after, first!, opened, row));
    expect(differs(one!, other!, F32_SUM), "the same row, elsewhere").toBeNull();
    const [later, latest] = SAME.map((row) => queryRow(after, second!, opened, row));
    expect(differs(later!, latest!, F32_SUM), "having seen others").not.toBeNull();
    const got = after.values["layers.0.mixed"]!.data as Float32Array;
    const want = attended(after, first!, opened);
    expect(differs(got, want, tolerance), "attention").toBeNull();
    const unturned = attended(after, first!, { ...opened, rotation: STILL });
    expect(differs(got, unturned, tolerance), "attention without rotation").not.toBeNull();
  });

  it("come in 16 bits where the graph computes so", async () => {
    const opened = await open("smolvlm2", "q4f16");
    const [first] = findQueries(opened.bytes);
    const { values } = await run(opened, addOutputs(opened.bytes, [first!.tensor]), "wasm");
    expect(values[first!.tensor]).toMatchObject({ type: "float16", dims: [1, ROWS, 64] });
  });

  it("come from a graph whose weights were left in the file", async () => {
    const opened = await open("embedded", "fp32");
    const [first] = findQueries(opened.bytes);
    const whole = await run(opened, addOutputs(opened.bytes, [first!.tensor]));
    const file = new Blob([opened.bytes]);
    const bare = await splitWeights(file, "decoder.onnx");
    expect(bare.length).toBeLessThan(opened.bytes.length / 10);
    expect(findQueries(bare)).toEqual(findQueries(opened.bytes));
    const edited = addOutputs(bare, [first!.tensor]);
    const external = [{ path: "decoder.onnx", data: file }];
    const split = await run(opened, edited, "webgpu", external);
    expect(differs(split.logits, whole.logits, LOGITS)).toBeNull();
    const rows = (of: Run): Float32Array => of.values[first!.tensor]!.data as Float32Array;
    expect(differs(rows(split), rows(whole), LOGITS)).toBeNull();
  });

  it("can be asked for twice, and are not given unasked", async () => {
    const opened = await open("smolvlm2", "fp32");
    const { tensor } = findQueries(opened.bytes)[0]!;
    const once = addOutputs(opened.bytes, [tensor, tensor, "logits"]);
    expect(addOutputs(once, [tensor]).length - once.length).toBeLessThan(4);
    const { values } = await run(opened, addOutputs(once, [tensor]), "webgpu", [], ["logits"]);
    expect(Object.keys(values)).toEqual(["logits"]);
  });

  it("that no node makes are refused by name", async () => {
    const { bytes } = await open("smolvlm2", "fp32");
    expect(() => addOutputs(bytes, ["layers.0.query", "layers.9.query"])).toThrow(
      expect.objectContaining({
        code: "graph-tensor",
        message: 'The graph makes no tensor named "layers.9.query".',
      }),
    );
  });
});

/** A rotation that turns nothing. */
const STILL: Rotation = { theta: 1, rotarySize: 0 };

async function open(model: Family | "embedded", dtype: Dtype): Promise<Model> {
  const files =
    model === "embedded"
      ? await embeddedFiles()
      : replicaFiles({ family: model, scale: "mini", dtype, seed: 3 });
  const json = JSON.parse(new TextDecoder().decode(files.get("config.json")));
  const text = json.text_config ?? json;
  const width: number = text.hidden_size;
  const heads: number = text.num_attention_heads;
  const headSize: number = text.head_dim ?? width / heads;
  const sections: number[] | undefined = text.rope_scaling?.mrope_section;
  return {
    bytes: files.get(`onnx/decoder_model_merged${SUFFIXES[dtype]}.onnx`)!,
    width,
    layers: text.num_hidden_layers,
    heads,
    kvHeads: text.num_key_value_heads,
    headSize,
    rotation: { theta: text.rope_theta, rotarySize: headSize, ...(sections && { sections }) },
  };
}

async function embeddedFiles(): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const paths = ["config.json", "onnx/decoder_model_merged.onnx"];
  const read = async (path: string): Promise<[string, Uint8Array<ArrayBuffer>]> => {
    const response = await fetch((EMBEDDED as { readonly url: string }).url + path);
    return [path, new Uint8Array(await response.arrayBuffer())];
  };
  return new Map(await Promise.all(paths.map(read)));
}

/** The prompt through a graph, in a session of its own; without `fetches` all outputs. */
async function run(
  { width, kvHeads, headSize }: Model,
  bytes: Uint8Array<ArrayBuffer>,
  runtime: GraphRuntime = "webgpu",
  externalData: readonly { readonly path: string; readonly data: Blob }[] = [],
  fetches?: readonly string[],
): Promise<Run> {
  const ort = await loadRuntime();
  const executionProviders: Ort.InferenceSession.ExecutionProviderConfig[] =
    runtime === "wasm" ? ["wasm"] : [{ name: "webgpu", device: gpu().device }];
  const session = await serialized(() =>
    ort.InferenceSession.create(bytes, {
      executionProviders,
      logSeverityLevel: 3,
      ...(externalData.length > 0 ? { externalData: [...externalData] } : {}),
    }),
  );
  const rows = seededNormals(ROWS * width, 5);
  rows.copyWithin(SAME[1] * width, SAME[0] * width, (SAME[0] + 1) * width);
  const int64 = (values: readonly number[], dims: readonly number[]) =>
    new ort.Tensor("int64", BigInt64Array.from(values, BigInt), dims);
  const feeds: Record<string, Ort.Tensor> = {
    inputs_embeds: new ort.Tensor("float32", rows, [1, ROWS, width]),
    attention_mask: int64(Array<number>(ROWS).fill(1), [1, ROWS]),
  };
  for (const input of session.inputMetadata) {
    if (!input.isTensor || input.name in feeds) continue;
    if (input.name === "num_logits_to_keep") feeds[input.name] = int64([1], []);
    else if (input.name === "position_ids") {
      const isGrid = input.shape.length === 3;
      const axes = isGrid ? POSITIONS : POSITIONS.slice(0, 1);
      feeds[input.name] = int64(axes.flat(), isGrid ? [3, 1, ROWS] : [1, ROWS]);
    } else {
      const empty = input.type === "float16" ? new Uint16Array(0) : new Float32Array(0);
      feeds[input.name] = new ort.Tensor(input.type, empty, [1, kvHeads, 0, headSize]);
    }
  }
  try {
    const values = await serialized(() => session.run(feeds, fetches ?? session.outputNames));
    const logits = values["logits"]!;
    return { values, logits: (logits.data as Float32Array).slice(-logits.dims.at(-1)!) };
  } finally {
    await serialized(() => session.release());
  }
}

/** One row's queries of all heads. */
function queryRow(
  { values }: Run,
  { tensor }: QueryTensor,
  { heads, headSize }: Model,
  row: number,
): Float32Array {
  const { data, dims } = values[tensor]!;
  const start = row * dims.at(-1)!;
  return (data as Float32Array).slice(start, start + heads * headSize);
}

/** softmax(R(q) · K / √size) · V of layer 0 by the queries before rotation, [ROWS, heads · headSize]. */
function attended(of: Run, query: QueryTensor, model: Model): number[] {
  const { heads, kvHeads, headSize, rotation } = model;
  const keys = of.values["present.0.key"]!.data as Float32Array;
  const values = of.values["present.0.value"]!.data as Float32Array;
  const at = (row: number): number[] =>
    query.isTurnedInside ? [row] : POSITIONS.map((axis) => axis[row]!);
  const mixed: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    const all = queryRow(of, query, model, row);
    for (let head = 0; head < heads; head++) {
      const q = rotatedReference(
        all.subarray(head * headSize, (head + 1) * headSize),
        at(row),
        rotation,
      );
      const group = Math.floor((head * kvHeads) / heads);
      const past = Array.from({ length: row + 1 }, (_, other) => (group * ROWS + other) * headSize);
      const masses = past.map((from) =>
        Math.exp(
          q.reduce((sum, value, c) => sum + value * keys[from + c]!, 0) / Math.sqrt(headSize),
        ),
      );
      const total = masses.reduce((sum, mass) => sum + mass, 0);
      for (let c = 0; c < headSize; c++) {
        mixed.push(
          past.reduce((sum, from, i) => sum + (masses[i]! / total) * values[from + c]!, 0),
        );
      }
    }
  }
  return mixed;
}
