// Runs a model folder as simply as possible: the family's TypeScript reference, and the ONNX graphs on
// onnxruntime-web's CPU, without any of our pipeline.

import type * as Ort from "onnxruntime-web";
import { loadRuntime, serialized } from "../../src/model/runtime.ts";
import type { Feed, Picture, VideoFacts } from "../reference/families/family.ts";
import { referenceFor } from "../reference/families/reference-for.ts";
import { referenceSequence } from "../reference/families/sequence.ts";

export interface ReferenceRun {
  /** float64 [T · N, D] */
  readonly tokens: Float64Array;
  /**
   * Returns the next token's logits [V], with the tokens `kept` of all T · N. `keepsPlaces` keeps original positions in
   * graphs that take positions; default: the family's own. `said` are tokens of the answer so far.
   */
  logits(
    kept: ReadonlySet<number>,
    question: string,
    keepsPlaces?: boolean,
    said?: readonly number[],
  ): Promise<Float32Array>;
  release(): Promise<void>;
}

export interface ReferenceOptions {
  readonly files: ReadonlyMap<string, Blob>;
  /** The end of the graphs' file names. */
  readonly suffix: string;
  readonly template: string;
  readonly encode: (text: string) => readonly number[];
  readonly timesSec: readonly number[];
  readonly shownTimesSec: readonly number[];
  readonly durationSec: number;
  readonly newline: ArrayLike<number> | null;
}

export async function referenceRun(
  frames: readonly Picture[],
  { files, suffix, template, encode, newline, ...facts }: ReferenceOptions,
): Promise<ReferenceRun> {
  const ort = await loadRuntime();
  const json = async (path: string): Promise<unknown> => JSON.parse(await files.get(path)!.text());
  const open = async (name: string): Promise<Ort.InferenceSession> => {
    const bytes = new Uint8Array(await files.get(`onnx/${name}${suffix}.onnx`)!.arrayBuffer());
    const options = { executionProviders: ["wasm"] };
    return serialized(() => ort.InferenceSession.create(bytes, options));
  };
  const [vision, embed, decoder] = [
    await open("vision_encoder"),
    await open("embed_tokens"),
    await open("decoder_model_merged"),
  ];
  const run = (session: Ort.InferenceSession, feeds: Record<string, Feed>) => {
    const values = Object.entries(feeds).map(
      ([name, { type, data, dims }]) => [name, new ort.Tensor(type, data, dims)] as const,
    );
    return serialized(() => session.run(Object.fromEntries(values)));
  };
  const config = (await json("config.json")) as {
    readonly text_config?: { readonly hidden_size: number };
    readonly hidden_size?: number;
  };
  const reference = referenceFor({
    config,
    preprocessor: await json("preprocessor_config.json"),
    template,
  });
  const width = config.text_config?.hidden_size ?? config.hidden_size!;
  const { timesSec, shownTimesSec, durationSec } = facts;
  const times = { timesSec, shownTimesSec, durationSec };
  const whole = { ...reference.shape(frames), ...times, isWhole: true };
  // One step a run, because Qwen2-VL's published encoder is right for a single step only.
  const perStep = Math.ceil(frames.length / whole.steps);
  const features: number[] = [];
  for (let from = 0; from < frames.length; from += perStep) {
    const seen = await run(vision, reference.vision(frames.slice(from, from + perStep)));
    features.push(...(seen["image_features"]!.data as Float32Array));
  }
  const tokens = reference.tokens(features, width);

  return {
    tokens,
    async logits(kept, question, keepsPlaces, said = []) {
      const isWhole = kept.size === whole.steps * whole.rows * whole.columns;
      const video: VideoFacts = { ...whole, isWhole };
      const rows = [
        ...reference.rows(encode, question, video),
        ...said.map((id) => ({ kind: "text" as const, id })),
      ];
      const ids = [...new Set(rows.flatMap((row) => (row.kind === "text" ? [row.id] : [])))];
      const embedded = await run(embed, {
        input_ids: { type: "int64", data: BigInt64Array.from(ids, BigInt), dims: [1, ids.length] },
      });
      const embeddings = embedded["inputs_embeds"]!.data as Float32Array;
      const sources = {
        width,
        embedding: (id: number) =>
          embeddings.subarray(ids.indexOf(id) * width, (ids.indexOf(id) + 1) * width),
        tokens,
        newline,
      };
      const { embeds, positions } = referenceSequence(
        reference,
        rows,
        video,
        kept,
        sources,
        keepsPlaces,
      );
      const length = embeds.length / width;
      const feeds: Record<string, Feed> = {
        inputs_embeds: { type: "float32", data: embeds, dims: [1, length, width] },
        attention_mask: {
          type: "int64",
          data: new BigInt64Array(length).fill(1n),
          dims: [1, length],
        },
      };
      for (const input of decoder.inputMetadata) {
        if (!input.isTensor) continue;
        if (input.name.startsWith("past_key_values")) {
          const [, heads, , size] = input.shape as number[];
          feeds[input.name] = {
            type: "float32",
            data: new Float32Array(0),
            dims: [1, heads!, 0, size!],
          };
        } else if (input.name === "position_ids") {
          const { axes } = positions;
          feeds[input.name] = {
            type: "int64",
            data: BigInt64Array.from(axes.flat(), BigInt),
            dims: axes.length === 1 ? [1, length] : [axes.length, 1, length],
          };
        } else if (input.name === "num_logits_to_keep") {
          feeds[input.name] = { type: "int64", data: BigInt64Array.of(1n), dims: [] };
        }
      }
      const { logits } = await run(decoder, feeds);
      const vocabulary = logits!.dims.at(-1)!;
      return (logits!.data as Float32Array).slice(-vocabulary);
    },
    async release() {
      for (const session of [vision, embed, decoder]) await serialized(() => session.release());
    },
  };
}
