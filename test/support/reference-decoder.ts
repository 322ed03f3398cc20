// The embedded model's decoder in f64, asked as the pipeline is: with a question, kept tokens, and what was said.

import type { PositionsId } from "../../src/compression/request.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { openFolder } from "../../src/model/folder.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import type { VideoTokens } from "../../src/pipeline/video-tokens.ts";
import { decoderReference, type InsideDecoder } from "../reference/decoder.ts";
import type { VideoFacts } from "../reference/families/family.ts";
import { referenceFor } from "../reference/families/reference-for.ts";
import { referenceSequence } from "../reference/families/sequence.ts";
import { EMBEDDED } from "./model.ts";
import { embeddedSizes, embeddedWeights } from "./reference-weights.ts";

/** A question to the reference, which can be looked into. */
export type AskReference = (
  question: string,
  positions: PositionsId,
  said: readonly number[],
  /** Gets the token of each row of the prompt, −1 for a row that is none. */
  inside?: (tokens: readonly number[]) => InsideDecoder,
) => number[];

/** Logits [V] of the row behind `said`, from rows and weights that are read back, in f64. */
export async function referenceDecoder(
  gpu: Gpu,
  model: LoadedModel,
  { video: { tokens }, keptMask }: VideoTokens,
  facts: VideoFacts,
): Promise<AskReference> {
  const folder = openFolder(EMBEDDED);
  const json = async (path: string): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await folder.bytes(path)));
  const config = (await json("config.json")) as {
    readonly text_config: {
      readonly hidden_size: number;
    };
  };
  const { hidden_size: width } = config.text_config;
  const family = referenceFor({
    config,
    preprocessor: await json("preprocessor_config.json"),
    template: model.chatTemplate,
  });
  const [weight, sizes] = [await embeddedWeights(), await embeddedSizes(model)];
  const everyId = Array.from({ length: model.config.text.vocabulary }, (_, id) => id);
  const table = await model.decoder.embed(everyId);
  const embeddings = await readFloats(gpu, table);
  table.destroy();
  const embedding = (id: number) => embeddings.subarray(id * width, (id + 1) * width);
  const sources = {
    width,
    embedding,
    tokens: await readFloats(gpu, tokens),
    newline: await readFloats(gpu, model.newline!),
  };
  const kept = new Set([...keptMask].flatMap((one, i) => (one === 1 ? [i] : [])));
  return (question, positions, said, inside) => {
    const encode = (text: string) => model.tokenizer.tokenizeControl(text);
    const rows = family.rows(encode, question, facts);
    const keepsPlaces = positions === "original";
    const sequence = referenceSequence(family, rows, facts, kept, sources, keepsPlaces);
    const { embeds } = sequence;
    const [axis = []] = sequence.positions.axes;
    const read = [
      ...sequence.rows.map((_, i) => [...embeds.subarray(i * width, (i + 1) * width)]),
      ...said.map((id) => [...embedding(id)]),
    ];
    const at = [...axis, ...said.map((_, i) => sequence.positions.next + i)];
    const tokensOfRows = [
      ...sequence.rows.map((row) => (row.kind === "token" ? row.index : -1)),
      ...said.map(() => -1),
    ];
    return decoderReference(read, at, weight, sizes, inside?.(tokensOfRows));
  };
}
