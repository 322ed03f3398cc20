// Cosines and sines [B, 1, S, headSize] of position_ids, as two generations of transformers compute them.

import { computedValues } from "../weights/values.ts";
import { cast, table, type Net } from "./net.ts";
import { frequency, type RotaryShape } from "./rotary.ts";

/**
 * As in transformers up to 4.44: tables of every position, cut to the rows of past and present first, so that no
 * position beyond them can be looked up.
 */
export function slicedTables(
  net: Net,
  { headSize, theta, maxPositions }: RotaryShape,
): readonly [cos: string, sin: string] {
  const { graph } = net;
  const half = headSize / 2;
  const shape = graph.add("Shape", ["attention_mask"], "rotary.shape");
  const total = graph.add("Gather", [shape, graph.ints([1])], "rotary.total");
  const rowsOf = (kind: string, of: (angle: number) => number): string => {
    const values = computedValues(maxPositions * headSize, (index) => {
      const [row, column] = [Math.floor(index / headSize), index % half];
      return of(row * frequency(column, headSize, theta));
    });
    const whole = table(net, `rotary.${kind}.table`, [maxPositions, headSize], values);
    const inputs = [whole, graph.ints([0]), total, graph.ints([0])];
    const cut = graph.add("Slice", inputs, `rotary.${kind}.cut`);
    const rows = graph.add("Gather", [cut, "position_ids"], `rotary.${kind}.rows`);
    return graph.add("Unsqueeze", [rows, graph.ints([1])], `rotary.${kind}`);
  };
  return [rowsOf("cos", Math.cos), rowsOf("sin", Math.sin)];
}

/** As in Qwen2-VL: angles of all three axes, computed in float32; each section takes those of its own axis. */
export function gatheredSections(
  net: Net,
  { headSize, theta }: RotaryShape,
  sections: readonly [number, number, number],
): readonly [cos: string, sin: string] {
  const { graph, precision } = net;
  const half = headSize / 2;
  const values = computedValues(half, (pair) => frequency(pair, headSize, theta));
  const frequencies = table(net, "rotary.frequencies", [1, 1, half, 1], values, "float32");
  const rows = graph.add("Unsqueeze", ["position_ids", graph.ints([2])], "rotary.rows");
  const places = cast(net, rows, "float32", "rotary.places");
  const products = graph.add("MatMul", [frequencies, places], "rotary.products");
  const angles = graph.add("Transpose", [products], "rotary.angles", {
    attributes: { perm: [0, 1, 3, 2] },
  });
  const doubled = graph.add("Concat", [angles, angles], "rotary.doubled", {
    attributes: { axis: -1 },
  });
  const gathered = (operator: "Cos" | "Sin"): string => {
    const name = `rotary.${operator.toLowerCase()}`;
    const all = graph.add(operator, [doubled], `${name}.all`);
    const parts = [...sections, ...sections].map((_, i) => `${name}.part.${i}`);
    graph.add("Split", [all, graph.ints([...sections, ...sections])], parts[0] ?? "", {
      outputs: parts,
      attributes: { axis: -1 },
    });
    const own = parts.map((part, i) =>
      graph.add("Gather", [part, graph.ints([i % 3], [])], `${part}.own`),
    );
    const joined = graph.add("Concat", own, `${name}.joined`, { attributes: { axis: -1 } });
    const real =
      precision.real === "float32" ? joined : cast(net, joined, precision.real, `${name}.real`);
    return graph.add("Unsqueeze", [real, graph.ints([1])], name);
  };
  return [gathered("Cos"), gathered("Sin")];
}
