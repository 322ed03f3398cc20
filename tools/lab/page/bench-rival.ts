// Transformers.js's side of the bench of an exported folder: its own picture processor, model class and `generate`, on the same
// pictures and ids. The library is fetched when the bench runs; our pages contain nothing of it.

import { must } from "../../../src/base/assert.ts";
import { poolBilinearReference } from "../../../test/reference/pool-bilinear.ts";
import type { GraphRuntime } from "../../../src/model/graph.ts";
import type { FolderAsk, FolderPrompt } from "./bench-folder.ts";
import { drawPictures, mark } from "./bench-frames.ts";
import { type BufferUse, watchBuffers } from "./gpu-buffers.ts";
import { note } from "./note.ts";

export interface RivalLoadArgs {
  /** The address of the folder with the unpacked library, "transformers.min.js" and its runtime. */
  readonly libraryUrl: string;
  /** The address of the folder in which the model's folder is called `id`. */
  readonly modelsUrl: string;
  readonly id: string;
  readonly precision: string;
  readonly frames: number;
  readonly prompt: FolderPrompt;
  readonly runtime: GraphRuntime;
}

export interface RivalAsk extends FolderAsk {
  /** The time from the pictures to the tokens: the processor, the vision encoder and the pooling. */
  readonly encodeMs: number;
}

/** The part of the library's types that we use. */
interface RivalTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

type MakeTensor = new (
  type: "float32" | "int64",
  data: Float32Array | BigInt64Array,
  dims: readonly number[],
) => RivalTensor;

interface RivalModel {
  encode_image(inputs: { pixel_values: RivalTensor }): Promise<RivalTensor>;
  generate(inputs: {
    readonly input_ids: RivalTensor;
    readonly attention_mask: RivalTensor;
    readonly pixel_values: RivalTensor;
    readonly max_new_tokens: number;
    readonly min_new_tokens: number;
    readonly do_sample: false;
    readonly streamer: { put(ids: readonly (readonly bigint[])[]): void; end(): void };
  }): Promise<unknown>;
}

interface RivalPicture {
  readonly width: number;
}

type MakePicture = new (
  data: Uint8ClampedArray,
  width: number,
  height: number,
  channels: 4,
) => RivalPicture;

type ProcessPictures = (
  pictures: readonly RivalPicture[],
) => Promise<{ readonly pixel_values: RivalTensor }>;

interface RivalConfig {
  image_token_index: number;
}

interface Library {
  readonly env: {
    allowLocalModels: boolean;
    allowRemoteModels: boolean;
    localModelPath: string;
    useBrowserCache: boolean;
    useWasmCache: boolean;
    readonly backends: { readonly onnx: { readonly wasm: { wasmPaths: string } } };
  };
  readonly Tensor: MakeTensor;
  readonly RawImage: MakePicture;
  /** It resizes and normalises as the family's frames of videos want it; the family's own cuts pictures into tiles. */
  readonly SiglipImageProcessor: new (config: {
    readonly do_convert_rgb: true;
    readonly do_resize: true;
    readonly do_normalize: true;
    readonly size: { readonly width: number; readonly height: number };
    readonly rescale_factor: number;
    readonly image_mean: readonly number[];
    readonly image_std: readonly number[];
  }) => ProcessPictures;
  readonly LlavaOnevisionForConditionalGeneration: {
    from_pretrained(
      id: string,
      options: { dtype: string; device: GraphRuntime },
    ): Promise<RivalModel & { readonly config: RivalConfig }>;
  };
}

interface Rival {
  readonly model: RivalModel;
  readonly Tensor: MakeTensor;
  readonly ids: readonly number[];
  readonly pictures: readonly RivalPicture[];
  readonly process: ProcessPictures;
  encodedMs: number;
}

let rival: Rival | undefined;

export async function benchRivalLoad({
  libraryUrl,
  modelsUrl,
  id,
  precision,
  frames,
  prompt,
  runtime,
}: RivalLoadArgs): Promise<{ readonly buffers: BufferUse }> {
  watchBuffers();
  const path = `${libraryUrl}transformers.min.js`;
  const library = (await import(/* @vite-ignore */ path)) as Library;
  const { env, Tensor } = library;
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.localModelPath = modelsUrl;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.backends.onnx.wasm.wasmPaths = libraryUrl;
  const model = await library.LlavaOnevisionForConditionalGeneration.from_pretrained(id, {
    dtype: precision,
    device: runtime,
  });
  const buffers = watchBuffers().read();
  const { side, tokens, before, after } = prompt;
  const visual = frames * tokens.rows * tokens.columns + 1;
  const image = model.config.image_token_index;
  rival = {
    model,
    Tensor,
    ids: [...before, ...Array<number>(visual).fill(image), ...after],
    pictures: drawPictures(frames, side).map(
      (picture) => new library.RawImage(picture, side, side, 4),
    ),
    process: new library.SiglipImageProcessor({
      do_convert_rgb: true,
      do_resize: true,
      do_normalize: true,
      size: { width: side, height: side },
      rescale_factor: prompt.pixels.rescale,
      image_mean: prompt.pixels.mean,
      image_std: prompt.pixels.std,
    }),
    encodedMs: 0,
  };
  poolFeatures(rival, prompt);
  return { buffers };
}

/** The library encodes a picture's patches as they are; a video of this family is pooled, with one row after it. */
function poolFeatures(made: Rival, { features, tokens, newline }: FolderPrompt): void {
  const { model, Tensor } = made;
  const width = newline.length;
  const encode = model.encode_image.bind(model);
  model.encode_image = async (inputs) => {
    const { data } = await encode(inputs);
    const shape = { from: features, to: tokens, width };
    const pooled = poolBilinearReference(data, {
      ...shape,
      frames: inputs.pixel_values.dims[0] ?? 0,
    });
    const rows = new Float32Array(pooled.length + width);
    rows.set(pooled);
    rows.set(newline, pooled.length);
    made.encodedMs = performance.now();
    mark();
    note("Transformers.js encoded the frames");
    return new Tensor("float32", rows, [rows.length / width, width]);
  };
}

/** Answers the prompt; `firstMs` counts from the pictures. */
export async function benchRivalAsk({ steps }: { readonly steps: number }): Promise<RivalAsk> {
  const ready = must(rival, "a model of benchRivalLoad");
  const { model, Tensor, ids: prompt, pictures, process } = ready;
  const dims = [1, prompt.length];
  const ids: number[] = [];
  const timesMs: number[] = [];
  let isPrompt = true;
  watchBuffers().reset();
  const startMs = performance.now();
  const { pixel_values } = await process(pictures);
  await model.generate({
    input_ids: new Tensor("int64", BigInt64Array.from(prompt, BigInt), dims),
    attention_mask: new Tensor("int64", new BigInt64Array(prompt.length).fill(1n), dims),
    pixel_values,
    max_new_tokens: steps + 1,
    min_new_tokens: steps + 1,
    do_sample: false,
    streamer: {
      put([row]) {
        if (!isPrompt) {
          ids.push(Number(must(row?.at(-1), "token")));
          timesMs.push(performance.now());
          if (ids.length === 1) mark();
          note(ids.length === 1 ? "First token of Transformers.js" : "");
        }
        isPrompt = false;
      },
      end: () => undefined,
    },
  });
  const firstMs = must(timesMs[0], "time of the first token");
  return {
    encodeMs: ready.encodedMs - startMs,
    firstMs: firstMs - startMs,
    stepMs: (must(timesMs.at(-1), "time of the last token") - firstMs) / steps,
    ids,
    positions: prompt.length,
    buffers: watchBuffers().read(),
  };
}
