// The parts of a vision transformer with pre-norm layers, as SigLIP's and Qwen2-VL's towers have them.

import { float } from "../onnx/element.ts";
import { layerNorm, linear, weight, type Net } from "./net.ts";

export interface TowerShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly mlp: number;
  readonly epsilon: number;
  readonly activation: "gelu-tanh" | "quick-gelu";
}

const RESIDUAL_GAIN = 0.5;

/** Queries, keys and values [B, P, width] → attention's output of the same shape. */
export type Mix = (name: string, query: string, key: string, value: string) => string;

/** Attention over all rows of a sample; `bias` [B, 1, P, P] is added to the scores. */
export const fullAttention =
  ({ graph }: Net, heads: number, bias = ""): Mix =>
  (name, query, key, value) =>
    graph.addMicrosoft(
      "MultiHeadAttention",
      bias === "" ? [query, key, value] : [query, key, value, "", "", bias],
      `${name}.mixed`,
      { attributes: { num_heads: heads } },
    );

/** x [B, P, width] → the same, through all layers; without a norm at the end. */
export function towerLayers(net: Net, x: string, shape: TowerShape, mix: Mix): string {
  const { graph } = net;
  const { width, mlp, epsilon } = shape;
  const square = { inputs: width, outputs: width, hasBias: true };
  for (let index = 0; index < shape.layers; index++) {
    const name = `layers.${index}`;
    const first = layerNorm(net, `${name}.norm1`, x, width, epsilon);
    const [query, key, value] = ["query", "key", "value"].map((part) =>
      linear(net, `${name}.${part}`, first, square),
    ) as [string, string, string];
    const mixed = mix(name, query, key, value);
    const out = linear(net, `${name}.out`, mixed, { ...square, gain: RESIDUAL_GAIN });
    const middle = graph.add("Add", [x, out], `${name}.middle`);
    const second = layerNorm(net, `${name}.norm2`, middle, width, epsilon);
    const up = linear(net, `${name}.up`, second, { inputs: width, outputs: mlp, hasBias: true });
    const active =
      shape.activation === "gelu-tanh"
        ? graph.addMicrosoft("FastGelu", [up], `${name}.active`)
        : graph.addMicrosoft("QuickGelu", [up], `${name}.active`, {
            attributes: { alpha: float(1.702) },
          });
    const options = { inputs: mlp, outputs: width, hasBias: true, gain: RESIDUAL_GAIN };
    const down = linear(net, `${name}.down`, active, options);
    x = graph.add("Add", [middle, down], name);
  }
  return x;
}

/** Pictures [N, 3, side, side] → patches with their positions [N, P, width]. */
export function patchEmbedding(
  net: Net,
  pixels: string,
  { side, patch, width }: { side: number; patch: number; width: number },
): string {
  const { graph } = net;
  const count = Math.floor(side / patch) ** 2;
  // Normalised pixels are in −1 … 1 and neighbours are alike, so sums grow faster than the root of their length.
  const kernel = weight(net, "patch.weight", [width, 3, patch, patch], { std: 1 / patch });
  const bias = weight(net, "patch.bias", [width], { std: 0.1 });
  const planes = graph.add("Conv", [pixels, kernel, bias], "patch.planes", {
    attributes: { kernel_shape: [patch, patch], strides: [patch, patch] },
  });
  const flat = graph.add("Reshape", [planes, graph.ints([0, width, count])], "patch.flat");
  const rows = graph.add("Transpose", [flat], "patch.rows", { attributes: { perm: [0, 2, 1] } });
  const positions = weight(net, "position", [1, count, width], { std: 0.5 });
  return graph.add("Add", [rows, positions], "patch");
}
