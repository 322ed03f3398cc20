// The models that the page offers, in its order. Adding one means adding its entry here and, for a new family, an
// adapter in `adapters/`.

import { invariant } from "../../base/assert.ts";
import { GRAPH_NAMES, graphPath, type Precision } from "../precision.ts";
import type { EntryPrecision, ModelEntry } from "./entry.ts";
import { EMBEDDED } from "./embedded.ts";
import { LFM2_5_VL } from "./lfm2-5-vl.ts";
import { LLAVA_ONEVISION } from "./llava-onevision.ts";
import { LLAVA_VIDEO } from "./llava-video.ts";
import { QWEN2_VL } from "./qwen2-vl.ts";
import { QWEN3_5_08B, QWEN3_5_2B } from "./qwen3-5.ts";
import { SMOLVLM2_256M, SMOLVLM2_500M } from "./smolvlm2.ts";
import type { DownloadRequest, StoredModel } from "../weights/api.ts";

/** All models of the catalogue, in the order in which the page shows them. */
export const MODELS: readonly ModelEntry[] = [
  EMBEDDED,
  SMOLVLM2_256M,
  SMOLVLM2_500M,
  LFM2_5_VL,
  QWEN3_5_08B,
  LLAVA_ONEVISION,
  QWEN3_5_2B,
  QWEN2_VL,
  LLAVA_VIDEO,
];

/** Returns an entry; null for a model that is not in the catalogue, such as a folder of the reader's own. */
export const findModel = (id: string): ModelEntry | null =>
  MODELS.find((entry) => entry.id === id) ?? null;

/** Returns what the weights store fetches: the graphs of one precision and everything beside them. */
export function downloadRequest(entry: ModelEntry, precision: EntryPrecision): DownloadRequest {
  invariant(entry.source === "hub", `"${entry.id}" is not fetched from a hub`);
  return {
    repo: entry.id,
    revision: entry.revision,
    files: [...entry.files, ...GRAPH_NAMES.map((graph) => ({ path: graphPath(graph, precision) }))],
    ...(entry.tensors !== null && { tensors: entry.tensors }),
  };
}

/** Whether a precision was asked for: its graphs are stored or still to come. */
export function namesPrecision(stored: StoredModel, precision: Precision): boolean {
  const paths = new Set(stored.files.map(({ path }) => path));
  return GRAPH_NAMES.every((graph) => paths.has(graphPath(graph, precision)));
}

/** Whether a stored model has all graphs of a precision complete. */
export function holdsPrecision(stored: StoredModel, precision: Precision): boolean {
  const arrived = stored.files.filter(({ sha256 }) => sha256 !== "");
  const paths = new Set(arrived.map(({ path }) => path));
  return GRAPH_NAMES.every((graph) => paths.has(graphPath(graph, precision)));
}
