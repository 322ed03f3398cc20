// Opens the three graphs of a model in one precision and checks them against the configuration.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import type { ModelConfig } from "./config.ts";
import { checkGraphs } from "./check-graphs.ts";
import type { ModelFolder, ReadOptions } from "./folder.ts";
import {
  createGraph,
  externalNames,
  type ExternalData,
  type Graph,
  type GraphRuntime,
} from "./graph.ts";
import type { GraphFile } from "./cut-graphs.ts";
import type { QueryTensor } from "./onnx/find-queries.ts";
import type { RewriteReport } from "./onnx/rewrite-model.ts";
import { prepareGraph, REWRITE_NAMES } from "./rewrites.ts";
import { splitWeights } from "./onnx/split-weights.ts";
import {
  COMMON_PRECISIONS,
  GRAPH_NAMES,
  graphPath,
  needsF16,
  type GraphName,
  type Precision,
} from "./precision.ts";
import { graphDigest } from "./graph-digest.ts";
import { createTower, type Tower } from "./tower.ts";

export type Graphs = Readonly<Record<GraphName, Graph>> & {
  readonly vision_encoder: Tower;
  /** The decoder's queries before rotation, layer by layer; they are outputs of the graph. */
  readonly queries: readonly QueryTensor[];
  /** What each rewrite did to each graph. */
  readonly rewrites: readonly GraphRewrite[];
  /** The positions that the decoder supports: those of the model, or fewer where its tables of angles end. */
  readonly maxPositions: number;
  /** The digest of the decoder's file and weights. */
  readonly digest: string;
  /** The decoder's graph after its rewrites, which may be cut later. */
  readonly decoderFile: GraphFile;
};

/** What a rewrite did to one of the graphs. */
export interface GraphRewrite extends RewriteReport {
  /** The graph. */
  readonly graph: GraphName;
}

export interface GraphOptions extends ReadOptions {
  /** The names of the rewrites that may be applied, for tests and measurements. Default: all. */
  readonly rewrites?: readonly string[] | undefined;
  /** The most bytes of a vision encoder's weights that are held twice, in one piece and in parts; for tests. */
  readonly mostTwice?: number | undefined;
  /** Whether only what is compiled for the graphs is left of them; they are then not those of the configuration. */
  readonly isSkeleton?: boolean | undefined;
}

/**
 * Returns those of `wanted` (default: the common ones) whose files are in the folder and that this GPU can run, best
 * first.
 * @throws AppError `model-file-missing` when no set of graphs is complete, `model-precision` when none can be run.
 */
export async function findPrecisions(
  folder: ModelFolder,
  wanted: readonly Precision[] = COMMON_PRECISIONS,
  canF16: boolean,
  options: ReadOptions,
): Promise<Precision[]> {
  const whole: Precision[] = [];
  let missing: readonly string[] = wanted.map((precision) => graphPath("embed_tokens", precision));
  for (const precision of wanted) {
    const paths = GRAPH_NAMES.map((name) => graphPath(name, precision));
    const has = await Promise.all(paths.map((path) => folder.has(path, options)));
    if (has.every(Boolean)) whole.push(precision);
    else if (has.some(Boolean)) missing = paths.filter((_, i) => has[i] === false);
  }
  const [first] = whole;
  if (first === undefined) {
    throw new AppError(
      "model-file-missing",
      `The model "${folder.id}" has no file "${missing.join('" or "')}".`,
      "A model folder holds onnx/embed_tokens, onnx/vision_encoder and onnx/decoder_model_merged in one precision; fetch it again or choose another.",
    );
  }
  const usable = whole.filter((precision) => canF16 || !needsF16(precision));
  if (usable.length > 0) return usable;
  throw new AppError(
    "model-precision",
    `The model "${folder.id}" is here as ${whole.map(({ id }) => id).join(", ")}, which computes in 16 bits; this GPU cannot (it has no shader-f16).`,
    "Fetch its q4 version, which computes in 32 bits, or use a browser and GPU with shader-f16.",
  );
}

/** Opens the graphs. @throws AppError `model-file-missing`, `model-contract`, `graph-create`; the signal's reason. */
export async function loadGraphs(
  gpu: Gpu,
  folder: ModelFolder,
  config: ModelConfig,
  precision: Precision,
  runtime: GraphRuntime,
  options: GraphOptions,
): Promise<Graphs> {
  const opened: Partial<Record<GraphName, Graph>> = {};
  let queries: readonly QueryTensor[] = [];
  const rewrites: GraphRewrite[] = [];
  let digest = "";
  let tower: Tower | null = null;
  let decoderFile: GraphFile = { file: new Blob(), externalData: [] };
  try {
    for (const name of GRAPH_NAMES) {
      options.signal?.throwIfAborted();
      const read = await readGraph(folder, graphPath(name, precision), options);
      if (name === "decoder_model_merged") {
        digest = await graphDigest(read.bytes, read.externalData);
      }
      const prepared = await prepareGraph(name, read.bytes, {
        rewrites: options.rewrites ?? REWRITE_NAMES,
        maxPositions: config.text.maxPositions,
        externalData: read.externalData,
        isSkeleton: options.isSkeleton,
      });
      rewrites.push(...prepared.reports.map((report) => ({ graph: name, ...report })));
      const { bytes } = prepared;
      if (name === "decoder_model_merged") {
        queries = prepared.queries;
        decoderFile = { file: new Blob([bytes]), externalData: read.externalData };
      }
      const graph = await createGraph(gpu, name, bytes, runtime, read.externalData);
      opened[name] = graph;
      if (name === "vision_encoder") {
        const { externalData } = read;
        const file = { file: new Blob([bytes]), externalData, uncut: prepared.uncut };
        tower = createTower(gpu, graph, file, options.mostTwice);
      }
    }
    const graphs = {
      ...(opened as Record<GraphName, Graph>),
      vision_encoder: must(tower, "vision_encoder"),
    };
    if (options.isSkeleton !== true) checkGraphs(config, graphs);
    const known = rewrites.flatMap(({ positions = [] }) => positions);
    const maxPositions = Math.min(config.text.maxPositions, ...known);
    return { ...graphs, queries, rewrites, maxPositions, digest, decoderFile };
  } catch (thrown) {
    for (const graph of Object.values(opened)) await graph.release();
    throw thrown;
  }
}

/** Files up to this size are read whole; the weights of larger ones stay on the disk. */
const SMALL_BYTES = 2 ** 25;

/** Returns a graph's own bytes, and the Blobs that its weights are read from. */
export async function readGraph(
  folder: ModelFolder,
  path: string,
  options: ReadOptions,
  smallBytes: number = SMALL_BYTES,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; externalData: ExternalData[] }> {
  const file = await folder.blob(path, options);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const isSmall = file.size <= smallBytes;
  const bytes = isSmall ? new Uint8Array(await file.arrayBuffer()) : await splitWeights(file, name);
  const beside = await Promise.all(
    externalNames(bytes).map(async (external) => ({
      path: external,
      data: await folder.blob(`onnx/${external}`, options),
    })),
  );
  return { bytes, externalData: isSmall ? beside : [{ path: name, data: file }, ...beside] };
}
