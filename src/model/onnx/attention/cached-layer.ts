// One layer of a traced decoder: attention whose keys and values are joined to those of the past.
//
//   present.key = concat(past.key, rotate(key))     each key/value head repeated for its group of query heads
//   output = attention(rotate(query), present.key, present.value)

import { foldNumber } from "../fold.ts";
import type { GraphIndex } from "../graph-index.ts";
import type { OnnxModel, OnnxNode } from "../onnx-model.ts";
import { throughCasts } from "../walk.ts";
import { headShape, rowsOf, untransposed } from "./heads.ts";
import { matchRotateHalf, type RotateHalf } from "./rotate-half.ts";
import { matchScaledDotProduct, scaleOf, type ScaledDotProduct } from "./scaled-dot-product.ts";

export interface CachedLayer {
  readonly attention: ScaledDotProduct;
  readonly heads: number;
  readonly kvHeads: number;
  readonly size: number;
  readonly scale: number;
  readonly mask: string;
  readonly query: RotateHalf;
  readonly key: RotateHalf;
  /** Rows [B, S, heads, size] before rotation. */
  readonly rows: { readonly query: string; readonly key: string; readonly value: string };
  readonly past: { readonly key: string; readonly value: string };
  readonly present: { readonly key: string; readonly value: string };
  /** TensorProto.DataType of keys and values. */
  readonly element: number;
  /** Tensors [1, heads, T, size], T being past and new rows, whose shapes other nodes ask for. */
  readonly repeated: readonly string[];
  /** [1, heads or kvHeads, S, size] */
  readonly fresh: readonly { readonly tensor: string; readonly heads: number }[];
}

/** Matches the layer around a softmax, or returns why it cannot be understood. */
export function matchCachedLayer(
  model: OnnxModel,
  graph: GraphIndex,
  softmax: OnnxNode,
): CachedLayer | string {
  const attention = matchScaledDotProduct(graph, softmax);
  if (typeof attention === "string") return attention;
  if (attention.mask === null) return "it has no mask";
  const repeatedKey = untransposed(graph, attention.keyTransposed);
  if (repeatedKey === null) return "its keys are not transposed";
  const keys = matchPast(graph, unrepeated(graph, repeatedKey));
  const values = matchPast(graph, unrepeated(graph, attention.value));
  if (keys === null || values === null) return "its keys and values are not joined to a past";
  const declared = model.inputs.find(({ name }) => name === keys.past);
  const [, kvHeads, , size] = declared?.shape ?? [];
  const element = declared?.element ?? null;
  if (typeof kvHeads !== "number" || typeof size !== "number" || element === null) {
    return `the sizes of ${keys.past} are not in the file`;
  }
  const query = matchRotateHalf(graph, attention.query, size);
  const key = matchRotateHalf(graph, keys.fresh, size);
  if (query === null || key === null) return "its queries and keys are not turned by halves";
  const queryRows = rowsOf(graph, query.tensor);
  const keyRows = rowsOf(graph, key.tensor);
  const valueRows = rowsOf(graph, values.fresh);
  if (queryRows?.hasBatch !== true || keyRows?.hasBatch !== true || valueRows?.hasBatch !== true) {
    return "its rows do not come in heads";
  }
  const shape = headShape(graph, queryRows.tensor);
  if (shape === null || shape.size !== size || shape.heads % kvHeads !== 0) {
    return `its number of heads does not fit ${keys.past}`;
  }
  const scale = scaleOf(graph, attention, size);
  if (scale === null) return "its scale is not a constant";
  return {
    attention,
    heads: shape.heads,
    kvHeads,
    size,
    scale,
    mask: attention.mask,
    query,
    key,
    rows: { query: queryRows.tensor, key: keyRows.tensor, value: valueRows.tensor },
    past: { key: keys.past, value: values.past },
    present: { key: keys.present, value: values.present },
    element,
    repeated: [repeatedKey, attention.value],
    fresh: [
      { tensor: attention.query, heads: shape.heads },
      { tensor: query.tensor, heads: shape.heads },
      { tensor: keys.fresh, heads: kvHeads },
      { tensor: key.tensor, heads: kvHeads },
      { tensor: values.fresh, heads: kvHeads },
    ],
  };
}

/** Returns the key/value heads before each was repeated for its group of query heads: Unsqueeze, Expand, Reshape. */
function unrepeated(graph: GraphIndex, tensor: string): string {
  const inner = throughCasts(graph, tensor);
  const joined = graph.maker(inner);
  if (joined?.operator !== "Reshape") return inner;
  const expanded = graph.maker(joined.inputs[0] ?? "");
  if (expanded?.operator !== "Expand") return inner;
  const apart = graph.maker(expanded.inputs[0] ?? "");
  const isGroupAxis =
    apart?.operator === "Unsqueeze" && foldNumber(graph, apart.inputs[1] ?? "", null) === 2;
  return isGroupAxis ? throughCasts(graph, apart.inputs[0] ?? "") : inner;
}

/** Matches past and new rows of an output `present.…`; null when `tensor` is anything else. */
function matchPast(
  graph: GraphIndex,
  tensor: string,
): { present: string; past: string; fresh: string } | null {
  const node = graph.maker(tensor);
  const axis = node?.attributes.get("axis")?.int;
  if (node?.operator !== "Concat" || (axis !== 2 && axis !== -2) || !graph.isOutput(tensor)) {
    return null;
  }
  const [past = "", fresh = ""] = node.inputs;
  return node.inputs.length === 2 && graph.maker(past) === undefined
    ? { present: tensor, past, fresh }
    : null;
}
