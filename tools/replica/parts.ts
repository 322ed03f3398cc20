// A replica as a list of files whose bytes are made when they are needed.

import { GRAPH_NAMES } from "../../src/model/precision.ts";
import type { FamilyReplica, Json } from "./families/family.ts";
import { llavaReplica } from "./families/llava.ts";
import { qwen2VlReplica } from "./families/qwen2-vl.ts";
import { smolVlm2Replica } from "./families/smolvlm2.ts";
import { inMemory } from "./onnx/bytes.ts";
import { graphParts, type Part } from "./onnx/layout.ts";
import { precisionOf, SUFFIXES, type ReplicaOptions } from "./options.ts";
import { newlineFile } from "./weights/safetensors.ts";
import { createRandomValues, type RandomValues } from "./weights/values.ts";

export function replicaParts(options: ReplicaOptions): Part[] {
  const { dtype, seed = 1, external = "auto" } = options;
  const replica = familyReplica(options);
  const random = createRandomValues(seed);
  const graphs = GRAPH_NAMES.flatMap((name) => {
    const graph = replica.graphs[name](scoped(random, name), precisionOf(dtype));
    return graphParts(`onnx/${name}${SUFFIXES[dtype]}.onnx`, graph, external);
  });
  const { "config.json": config, ...json } = replica.json;
  const texts = {
    "config.json": { ...config, ...externalData(graphs) },
    ...json,
    "tokenizer.json": replica.tokenizer.file,
    "tokenizer_config.json": replica.tokenizer.config,
  };
  return [
    ...Object.entries(texts).map(([path, content]) => textPart(path, content)),
    ...graphs,
    ...(replica.newlineWidth === null
      ? []
      : [bytesPart("model.safetensors", newlineFile(replica.newlineWidth, random))]),
  ];
}

function familyReplica(options: ReplicaOptions): FamilyReplica {
  switch (options.family) {
    case "llava-onevision":
    case "llava-video":
      return llavaReplica(options);
    case "qwen2-vl":
      return qwen2VlReplica(options);
    case "smolvlm2":
      return smolVlm2Replica(options);
  }
}

/** Makes weights of the same name in two graphs different. */
const scoped = (random: RandomValues, scope: string): RandomValues => ({
  normal: (name, count, spread) => random.normal(`${scope}/${name}`, count, spread),
});

/** Tells Transformers.js which graphs have files of weights beside them, and how many. */
function externalData(parts: readonly Part[]): { readonly [key: string]: Json } {
  const chunks: Record<string, number> = {};
  for (const { path } of parts) {
    const [file] = path.slice("onnx/".length).split("_data");
    if (file !== undefined && !path.endsWith(".onnx")) chunks[file] = (chunks[file] ?? 0) + 1;
  }
  if (Object.keys(chunks).length === 0) return {};
  return { "transformers.js_config": { use_external_data_format: chunks } };
}

const textPart = (path: string, content: Json): Part =>
  bytesPart(path, new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`));

const bytesPart = (path: string, bytes: Uint8Array): Part => ({ path, ...inMemory(bytes) });
