// Reads the cosines and sines of a traced decoder as tables over positions, by running a part of the graph. A table is
// exact where WGSL's own sine is not (its error may be 2⁻¹¹), and the fused operators take one.

import { indexGraph } from "../graph-index.ts";
import { evaluatedNumbers } from "../tensor-values.ts";
import type { EvaluatedTensor } from "../rewrite-model.ts";
import { probe, type Probe } from "./probe.ts";

export interface AngleTables {
  /** The rows of both tables: positions 0 … rows − 1. */
  readonly rows: number;
  /** Half the head's size. */
  readonly columns: number;
  readonly type: "float32" | "float16";
  /** [rows, columns] */
  readonly cos: Float32Array;
  readonly sin: Float32Array;
  /** The axis of `position_ids` that each column follows; all 0 where there is one axis. */
  readonly axes: readonly number[];
}

/** The fewest rows that make a table worthwhile. */
const LEAST_ROWS = 512;

/** Returns the tables, or why there are none. `most` is the number of rows wanted; the graph may have fewer. */
export async function readAngles(of: Probe, most: number): Promise<AngleTables | string> {
  const [first] = of.layers;
  if (first === undefined) return "there is no attention";
  const { cosines, sines } = anglesOf(of);
  if (!(await areShared(of, cosines)) || !(await areShared(of, sines))) {
    return "its layers turn by different angles";
  }
  const [cos = ""] = cosines;
  const [sin = ""] = sines;
  const hasAxes = of.model.inputs.find(({ name }) => name === "position_ids")?.shape?.length === 3;
  const at = async (positions: readonly (readonly number[])[]) => {
    const values = await probe(of, [cos, sin], {
      past: 0,
      rows: positions[0]?.length ?? 0,
      positions,
    });
    return { cos: values[cos], sin: values[sin] };
  };

  for (let rows = most; rows >= Math.min(LEAST_ROWS, most); rows = Math.floor(rows / 2)) {
    const count = Array.from({ length: rows }, (_, i) => i);
    let whole: Awaited<ReturnType<typeof at>>;
    try {
      whole = await at([count, count, count]);
    } catch {
      continue; // the graph's own tables are shorter than that
    }
    const halves = {
      cos: leftHalf(whole.cos, rows, first.size),
      sin: leftHalf(whole.sin, rows, first.size),
    };
    if (halves.cos === null || halves.sin === null)
      return "its angles are not the same in both halves";
    const columns = first.size / 2;
    const axes = hasAxes
      ? await axesOf(halves.sin, columns, at, first.size)
      : Array<number>(columns).fill(0);
    if (axes === null) return "its angles follow no single axis of position_ids";
    const type = whole.cos?.type === "float16" ? "float16" : "float32";
    return { rows, columns, type, cos: halves.cos, sin: halves.sin, axes };
  }
  return "its angles could not be computed";
}

/** Returns the tensors of cosines and of sines, without the views through which the layers read them, each once. */
function anglesOf({ model, layers }: Probe): { cosines: string[]; sines: string[] } {
  const graph = indexGraph(model);
  const behindViews = (tensor: string): string => {
    const node = graph.maker(tensor);
    return node?.operator === "Unsqueeze" || node?.operator === "Identity"
      ? behindViews(node.inputs[0] ?? "")
      : tensor;
  };
  const all = layers.flatMap(({ query, key }) => [query, key]);
  return {
    cosines: [...new Set(all.map(({ cos }) => behindViews(cos)))],
    sines: [...new Set(all.map(({ sin }) => behindViews(sin)))],
  };
}

/** Whether all layers rotate by the same angles; older exports compute them anew in each layer. */
async function areShared(of: Probe, tensors: readonly string[]): Promise<boolean> {
  const places = Array.from({ length: 9 }, (_, i) => i);
  const run = { past: 0, rows: places.length, positions: [places, places, places] };
  const values = await probe(of, tensors, run);
  const [first = [], ...others] = tensors.map((name) => {
    const tensor = values[name];
    return tensor === undefined ? [] : [...evaluatedNumbers(tensor)];
  });
  return others.every(
    (other) => other.length === first.length && other.every((value, i) => value === first[i]),
  );
}

/** Returns columns 0 … size/2 − 1 of [rows, size]; null when the other half is different. */
function leftHalf(
  tensor: EvaluatedTensor | undefined,
  rows: number,
  size: number,
): Float32Array | null {
  if (tensor === undefined) return null;
  const values = evaluatedNumbers(tensor);
  if (values.length !== rows * size) return null;
  const half = size / 2;
  const left = new Float32Array(rows * half);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < half; column++) {
      const value = values[row * size + column] ?? 0;
      if (value !== values[row * size + half + column]) return null;
      left[row * half + column] = value;
    }
  }
  return left;
}

/**
 * Returns the axis of `position_ids` that each column follows; null when a column follows none or several. `table`
 * holds the sines, which change with a small angle even in 16 bits, where its cosine stays 1.
 */
async function axesOf(
  table: Float32Array,
  columns: number,
  at: (positions: readonly (readonly number[])[]) => Promise<{ sin: EvaluatedTensor | undefined }>,
  size: number,
): Promise<number[] | null> {
  // The table's last position, at which slow columns have rotated most.
  const far = table.length / columns - 1;
  const axes = Array<number>(columns).fill(-1);
  for (const axis of [0, 1, 2]) {
    const { sin } = await at([0, 1, 2].map((other) => [other === axis ? far : 0]));
    const row = leftHalf(sin, 1, size);
    if (row === null) return null;
    for (let column = 0; column < columns; column++) {
      const turned = table[far * columns + column];
      if (row[column] !== turned || turned === table[column]) continue;
      if (axes[column] !== -1) return null;
      axes[column] = axis;
    }
  }
  return axes.includes(-1) ? null : axes;
}
