// Runs a decoder's graph alone, embedded or a miniature replica, on given rows: for tests that look inside.

import type * as Ort from "onnxruntime-web";
import { must } from "../../src/base/assert.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import type { GraphRuntime } from "../../src/model/graph.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { loadRuntime, serialized } from "../../src/model/runtime.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import { SUFFIXES, type Dtype, type Family } from "../../tools/replica/options.ts";
import { inSections, type Rotation } from "../reference/rotate-keys.ts";
import { exportFile } from "./exports.ts";
import { EMBEDDED } from "./model.ts";

export interface BareDecoder {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly layers: number;
  /** The number of heads; 0 for a decoder of whose heads no test asks. */
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly rotation: Rotation;
}

export async function openBareDecoder(
  model: Family | "embedded",
  dtype: Dtype,
): Promise<BareDecoder> {
  const files =
    model === "embedded"
      ? await embeddedFiles()
      : replicaFiles({ family: model, scale: "mini", dtype, seed: 3, form: "fused" });
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
    rotation: {
      theta: text.rope_theta,
      rotarySize: headSize,
      ...(sections && { axisOf: inSections(...sections) }),
    },
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

export interface BareInput {
  /** [S, width] */
  readonly rows: Float32Array;
  /** The positions of the rows, one list for each axis; graphs without position_ids do not get them. */
  readonly positions: readonly (readonly number[])[];
  /** float32 [1, kvHeads, P, headSize] each, under their names as past; default: no past. */
  readonly past?: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}

export interface BareOptions {
  readonly runtime?: GraphRuntime;
  readonly externalData?: readonly { readonly path: string; readonly data: Blob }[];
  /** The outputs to fetch; default: all. */
  readonly fetches?: readonly string[];
}

export interface BareRun {
  /** The logits of the last row. */
  readonly logits: Float32Array;
  /** The values of every output asked for. */
  readonly values: Readonly<Record<string, Ort.Tensor>>;
}

/**
 * Opens a decoder of the committed exports, by its path in `test/fixtures/exports`; sizes as the graph declares them.
 */
export async function openExportedDecoder(path: string): Promise<BareDecoder> {
  const graph = must(await exportFile(path), `export ${path}`);
  const bytes = new Uint8Array(await graph.arrayBuffer());
  const { inputs } = readModel(bytes);
  const shapeOf = (name: string): readonly (number | string)[] =>
    inputs.find((input) => input.name === name)?.shape ?? [];
  const [, kvHeads, , headSize] = shapeOf("past_key_values.0.key").map(Number);
  const layers = inputs.filter(({ name }) => /^past_key_values\.\d+\.key$/.test(name)).length;
  return {
    bytes,
    width: Number(shapeOf("inputs_embeds")[2]),
    layers,
    heads: 0,
    kvHeads: kvHeads!,
    headSize: headSize!,
    rotation: { theta: 1e6, rotarySize: headSize! },
  };
}

/** Runs the graph once, in a session of its own. */
export async function runBareDecoder(
  gpu: Gpu,
  { width, kvHeads, headSize }: BareDecoder,
  bytes: Uint8Array<ArrayBuffer>,
  { rows, positions, past = {} }: BareInput,
  { runtime = "webgpu", externalData = [], fetches }: BareOptions = {},
): Promise<BareRun> {
  const ort = await loadRuntime();
  const executionProviders: Ort.InferenceSession.ExecutionProviderConfig[] =
    runtime === "wasm" ? ["wasm"] : [{ name: "webgpu", device: gpu.device }];
  const session = await serialized(() =>
    ort.InferenceSession.create(bytes, {
      executionProviders,
      logSeverityLevel: 3,
      ...(externalData.length > 0 ? { externalData: [...externalData] } : {}),
    }),
  );
  const int64 = (values: readonly number[], dims: readonly number[]) =>
    new ort.Tensor("int64", BigInt64Array.from(values, BigInt), dims);
  const count = rows.length / width;
  const pastRows = (Object.values(past)[0]?.length ?? 0) / kvHeads / headSize;
  const total = pastRows + count;
  const feeds: Record<string, Ort.Tensor> = {
    inputs_embeds: new ort.Tensor("float32", rows, [1, count, width]),
    attention_mask: int64(Array<number>(total).fill(1), [1, total]),
  };
  for (const input of session.inputMetadata) {
    if (!input.isTensor || input.name in feeds) continue;
    if (input.name === "num_logits_to_keep") feeds[input.name] = int64([1], []);
    else if (input.name === "position_ids") {
      const isGrid = input.shape.length === 3;
      const ids = positions.slice(0, isGrid ? 3 : 1).flat();
      feeds[input.name] = int64(ids, isGrid ? [3, 1, count] : [1, count]);
    } else {
      const empty = input.type === "float16" ? new Uint16Array(0) : new Float32Array(0);
      const dims = [1, kvHeads, pastRows, headSize];
      feeds[input.name] = new ort.Tensor(input.type, past[input.name] ?? empty, dims);
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
