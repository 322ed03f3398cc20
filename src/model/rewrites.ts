// Which rewrites each of a model's graphs goes through at load, in order, and the bytes that come out.

import { AppError } from "../base/errors.ts";
import { addOutputs } from "./onnx/add-outputs.ts";
import { cutTower } from "./onnx/cut/cut-tower.ts";
import { distinctDecoder, distinctTower } from "./onnx/cut/distinct-layers.ts";
import { oneRow } from "./onnx/cut/one-row.ts";
import { findQueries, type QueryTensor } from "./onnx/find-queries.ts";
import { inOrder } from "./onnx/in-order.ts";
import type { OnnxModel } from "./onnx/onnx-model.ts";
import { readModel } from "./onnx/read-model.ts";
import { rewriteModel, type Rewrite, type RewriteReport } from "./onnx/rewrite-model.ts";
import { EXPLICIT_ROTATION } from "./onnx/rewrites/explicit-rotation.ts";
import { GROUP_QUERY_ATTENTION } from "./onnx/rewrites/group-query-attention.ts";
import { HALF_CACHE } from "./onnx/rewrites/half-cache.ts";
import { LAST_ROW } from "./onnx/rewrites/last-row.ts";
import { LAYER_NORM } from "./onnx/rewrites/layer-norm.ts";
import { MULTI_HEAD_ATTENTION } from "./onnx/rewrites/multi-head-attention.ts";
import { RMS_NORM } from "./onnx/rewrites/rms-norm.ts";
import { SKIP_NORM } from "./onnx/rewrites/skip-norm.ts";
import { writeModel } from "./onnx/write-model.ts";
import { createEvaluate } from "./evaluate.ts";
import type { ExternalData } from "./graph.ts";
import type { GraphName } from "./precision.ts";

const REWRITES: Readonly<Record<GraphName, readonly Rewrite[]>> = {
  embed_tokens: [],
  vision_encoder: [MULTI_HEAD_ATTENTION, LAYER_NORM, SKIP_NORM],
  decoder_model_merged: [
    LAST_ROW,
    HALF_CACHE,
    GROUP_QUERY_ATTENTION,
    EXPLICIT_ROTATION,
    RMS_NORM,
    SKIP_NORM,
  ],
};

/** The names of all rewrites, each once, in the order in which they are tried. */
export const REWRITE_NAMES: readonly string[] = [
  ...new Set(
    Object.values(REWRITES)
      .flat()
      .map(({ name }) => name),
  ),
];

export interface PreparedGraph {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What each rewrite did; empty when the graph has none. */
  readonly reports: readonly RewriteReport[];
  /** The decoder's queries before rotation, which are now outputs of the graph. */
  readonly queries: readonly QueryTensor[];
  /** Why the vision encoder cannot be cut, as a sentence; null where it can, and for the other graphs. */
  readonly uncut: string | null;
}

export interface PrepareOptions {
  /** The names of the rewrites that may be applied; with none, the graph only gets its further outputs. */
  readonly rewrites: readonly string[];
  /** The positions that the model was made for. */
  readonly maxPositions: number;
  readonly externalData: readonly ExternalData[];
  /** Whether only what is compiled for the graph is left of it: its distinct layers, and a row of its tables. Default false. */
  readonly isSkeleton?: boolean | undefined;
}

/** Rewrites a graph's file for the runtime. */
export async function prepareGraph(
  name: GraphName,
  bytes: Uint8Array<ArrayBuffer>,
  { rewrites: names, maxPositions, externalData, isSkeleton = false }: PrepareOptions,
): Promise<PreparedGraph> {
  const rewrites = REWRITES[name].filter((rewrite) => names.includes(rewrite.name));
  if (name === "embed_tokens") {
    const own = isSkeleton ? writeModel(oneRow(parsed(name, bytes))) : bytes;
    return { bytes: own, reports: [], queries: [], uncut: null };
  }
  const context = { evaluate: createEvaluate(externalData), maxPositions };
  const { model: whole, reports } = await rewriteModel(parsed(name, bytes), rewrites, context);
  if (name === "vision_encoder") {
    const model = isSkeleton ? distinctTower(whole) : whole;
    const written = rewrites.length === 0 && !isSkeleton ? bytes : writeModel(model);
    return { bytes: written, reports, queries: [], uncut: whyUncut(model) };
  }
  const model = isSkeleton ? distinctDecoder(whole) : whole;
  const queries = findQueries(model);
  const tensors = queries.map(({ tensor }) => tensor);
  // A decoder traced with an empty past has wrong cache lengths written down. The runtime would share buffers by them,
  // and infers shapes itself, so they are dropped.
  if (rewrites.length > 0) model.valueInfos = [];
  return { bytes: writeModel(addOutputs(model, tensors)), reports, queries, uncut: null };
}

/** As a rewrite that does not match, whatever stands in the way of a cut leaves the tower whole. */
function whyUncut(model: OnnxModel): string | null {
  try {
    cutTower(model);
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Far more nodes than any published graph has; what is looked for in them takes longer the more there are. */
const MOST_NODES = 2 ** 17;

/** Parses a graph. @throws AppError `graph-create` for bytes that are not an ONNX file, or whose graph cannot be run. */
function parsed(name: GraphName, bytes: Uint8Array): OnnxModel {
  const model = modelIn(bytes);
  if (model === null || model.nodes.length === 0)
    throw noGraph(name, "its file is not an ONNX graph");
  const { length } = model.nodes;
  if (length > MOST_NODES)
    throw noGraph(name, `it has ${length} nodes; at most ${MOST_NODES} are read`);
  const nodes = inOrder(model.nodes);
  if (nodes === null) throw noGraph(name, "its nodes wait for each other");
  return { ...model, nodes };
}

function modelIn(bytes: Uint8Array): OnnxModel | null {
  try {
    return readModel(bytes);
  } catch {
    return null; // the protobuf reader's own message would not help a reader
  }
}

const noGraph = (name: GraphName, why: string): AppError =>
  new AppError(
    "graph-create",
    `The graph ${name} could not be opened: ${why}.`,
    "The file may be damaged; fetch the model again.",
  );
