// Matches one layer of a traced vision encoder: attention among all patches of a picture, without a past.

import type { GraphIndex } from "../graph-index.ts";
import type { OnnxNode } from "../onnx-model.ts";
import { headShape, rowsOf, rowsOfTransposed, type HeadRows } from "./heads.ts";
import { matchScaledDotProduct, scaleOf } from "./scaled-dot-product.ts";

export interface VisionLayer {
  readonly heads: number;
  readonly size: number;
  readonly scale: number;
  /** The tensor added to the scores; null when nothing is. */
  readonly mask: string | null;
  /** Rows [(B,) S, heads, size]. */
  readonly query: HeadRows;
  readonly key: HeadRows;
  readonly value: HeadRows;
  /** [(B,) S, heads · size] */
  readonly output: string;
}

/** Matches the layer around a softmax, or returns why it cannot be understood. */
export function matchVisionLayer(graph: GraphIndex, softmax: OnnxNode): VisionLayer | string {
  const attention = matchScaledDotProduct(graph, softmax);
  if (typeof attention === "string") return attention;
  const query = rowsOf(graph, attention.query);
  const key = rowsOfTransposed(graph, attention.keyTransposed);
  const value = rowsOf(graph, attention.value);
  if (query === null || key === null || value === null) return "its rows do not come in heads";
  if (query.hasBatch !== key.hasBatch || query.hasBatch !== value.hasBatch) {
    return "its queries, keys and values differ in their axes";
  }
  const shape = headShape(graph, value.tensor);
  if (shape === null) return "its number of heads is not in the file";
  const scale = scaleOf(graph, attention, shape.size);
  if (scale === null) return "its scale is not a constant";
  return {
    ...shape,
    scale,
    mask: attention.mask,
    query,
    key,
    value,
    output: attention.output,
  };
}
