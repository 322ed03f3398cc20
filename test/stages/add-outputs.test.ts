// Decoders whose queries became outputs give the logits that they gave before, and the queries are those that attention
// turned: turned here, in f64, they make the attention that the graph made.

import { describe, expect, it } from "vitest";
import { addOutputs } from "../../src/model/onnx/add-outputs.ts";
import { findQueries, type QueryTensor } from "../../src/model/onnx/find-queries.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { splitWeights } from "../../src/model/onnx/split-weights.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import type { Dtype, Family } from "../../tools/replica/options.ts";
import { rotatedReference, type Rotation } from "../reference/rotate-keys.ts";
import {
  openBareDecoder,
  runBareDecoder,
  type BareDecoder,
  type BareOptions,
  type BareRun,
} from "../support/bare-decoder.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { F32_SUM, LOGITS, LOGITS_OF_SINES } from "../tolerance.ts";

const gpu = useSharedGpu();

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
    const opened = await openBareDecoder(model, dtype);
    const queries = findQueries(readModel(opened.bytes));
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
    const after = await run(opened, withOutputs(opened.bytes, [...tensors, "layers.0.mixed"]));
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
    const opened = await openBareDecoder("smolvlm2", "q4f16");
    const [first] = findQueries(readModel(opened.bytes));
    const { values } = await run(opened, withOutputs(opened.bytes, [first!.tensor]), {
      runtime: "wasm",
    });
    expect(values[first!.tensor]).toMatchObject({ type: "float16", dims: [1, ROWS, 64] });
  });

  it("come from a graph whose weights were left in the file", async () => {
    const opened = await openBareDecoder("embedded", "fp32");
    const [first] = findQueries(readModel(opened.bytes));
    const whole = await run(opened, withOutputs(opened.bytes, [first!.tensor]));
    const file = new Blob([opened.bytes]);
    const bare = await splitWeights(file, "decoder.onnx");
    expect(bare.length).toBeLessThan(opened.bytes.length / 10);
    expect(findQueries(readModel(bare))).toEqual(findQueries(readModel(opened.bytes)));
    const edited = withOutputs(bare, [first!.tensor]);
    const externalData = [{ path: "decoder.onnx", data: file }];
    const split = await run(opened, edited, { externalData });
    expect(differs(split.logits, whole.logits, LOGITS)).toBeNull();
    const rows = (of: BareRun): Float32Array => of.values[first!.tensor]!.data as Float32Array;
    expect(differs(rows(split), rows(whole), LOGITS)).toBeNull();
  });

  it("can be asked for twice, and are not given unasked", async () => {
    const opened = await openBareDecoder("smolvlm2", "fp32");
    const { tensor } = findQueries(readModel(opened.bytes))[0]!;
    const once = withOutputs(opened.bytes, [tensor, tensor, "logits"]);
    expect(withOutputs(once, [tensor]).length).toBe(once.length);
    const { values } = await run(opened, withOutputs(once, [tensor]), { fetches: ["logits"] });
    expect(Object.keys(values)).toEqual(["logits"]);
  });

  it("that no node makes are refused by name", async () => {
    const { bytes } = await openBareDecoder("smolvlm2", "fp32");
    expect(() => withOutputs(bytes, ["layers.0.query", "layers.9.query"])).toThrow(
      expect.objectContaining({
        code: "graph-tensor",
        message: 'The graph makes no tensor named "layers.9.query".',
      }),
    );
  });
});

/** The file with more outputs. */
const withOutputs = (bytes: Uint8Array, names: readonly string[]): Uint8Array<ArrayBuffer> =>
  writeModel(addOutputs(readModel(bytes), names));

/** A rotation that turns nothing. */
const STILL: Rotation = { theta: 1, rotarySize: 0 };

/** The prompt through a graph. */
async function run(
  model: BareDecoder,
  bytes: Uint8Array<ArrayBuffer>,
  options?: BareOptions,
): Promise<BareRun> {
  const rows = seededNormals(ROWS * model.width, 5);
  rows.copyWithin(SAME[1] * model.width, SAME[0] * model.width, (SAME[0] + 1) * model.width);
  return runBareDecoder(gpu(), model, bytes, { rows, positions: POSITIONS }, options);
}

/** One row's queries of all heads. */
function queryRow(
  { values }: BareRun,
  { tensor }: QueryTensor,
  { heads, headSize }: BareDecoder,
  row: number,
): Float32Array {
  const { data, dims } = values[tensor]!;
  const start = row * dims.at(-1)!;
  return (data as Float32Array).slice(start, start + heads * headSize);
}

/** softmax(R(q) · K / √size) · V of layer 0 by the queries before rotation, [ROWS, heads · headSize]. */
function attended(of: BareRun, query: QueryTensor, model: BareDecoder): number[] {
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
