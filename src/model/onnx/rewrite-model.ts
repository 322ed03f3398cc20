// Applies named rewrites to a graph at load. Each is tried on a copy: one that does not match, or whose graph cannot be
// run, changes nothing, and the report says so.

import type { OnnxModel, OnnxValue } from "./onnx-model.ts";
import { tidyModel } from "./tidy-model.ts";

/**
 * Runs a part of the graph on the CPU for given inputs, so that a rewrite can look at numbers instead of patterns.
 * Tensors in `cuts` become inputs of that part; `feed` gives the value of each input that the part takes.
 */
export type Evaluate = (
  model: OnnxModel,
  outputs: readonly string[],
  feed: (name: string) => EvaluatedTensor | undefined,
  cuts?: readonly OnnxValue[],
) => Promise<Record<string, EvaluatedTensor>>;

export interface EvaluatedTensor {
  readonly type: "float32" | "float16" | "int64" | "bool";
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint16Array | BigInt64Array | Uint8Array;
}

export interface RewriteContext {
  readonly evaluate: Evaluate;
  /** The positions that the model was made for, and so the rows of tables of angles. */
  readonly maxPositions: number;
}

export interface Rewrite {
  /** The name in the model's details and in reports, in kebab case. */
  readonly name: string;
  /** Changes the model and returns how many places changed, or why none did. */
  apply(model: OnnxModel, context: RewriteContext): Promise<RewriteResult> | RewriteResult;
}

export interface RewriteResult {
  /** The number of places that were changed. */
  readonly count: number;
  /** Why a place was left as it is, or why there is none, as part of a sentence. */
  readonly left?: string;
  /** The rows of the tables of angles, beyond which the graph has no positions. */
  readonly positions?: number;
}

export interface RewriteReport extends RewriteResult {
  /** The rewrite's name, such as "rms-norm". */
  readonly name: string;
}

/** The first version in which axes are inputs of Unsqueeze and ReduceSum, as the rewrites write them. */
const LEAST_OPSET = 13;

/** Applies the rewrites in order, and returns the model with a report for each. */
export async function rewriteModel(
  model: OnnxModel,
  rewrites: readonly Rewrite[],
  context: RewriteContext,
): Promise<{ model: OnnxModel; reports: RewriteReport[] }> {
  const opset = model.opsets.get("") ?? 0;
  if (opset < LEAST_OPSET) {
    const left = `the graph is of opset ${opset}; rewrites know ${LEAST_OPSET} and newer`;
    return { model, reports: rewrites.map(({ name }) => ({ name, count: 0, left })) };
  }
  let current = model;
  const reports: RewriteReport[] = [];
  for (const rewrite of rewrites) {
    const { name } = rewrite;
    const draft = copyOf(current);
    try {
      const result = await rewrite.apply(draft, context);
      if (result.count > 0) {
        tidyModel(draft);
        current = draft;
      }
      reports.push({ name, ...result });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      reports.push({ name, count: 0, left: why });
    }
  }
  return { model: current, reports };
}

const copyOf = (model: OnnxModel): OnnxModel => ({
  ...model,
  opsets: new Map(model.opsets),
  nodes: [...model.nodes],
  weights: new Map(model.weights),
  inputs: [...model.inputs],
  outputs: [...model.outputs],
  valueInfos: [...model.valueInfos],
});
