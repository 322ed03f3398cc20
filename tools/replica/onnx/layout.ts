// Where a graph's weights are: in the graph, or in files beside it with the names of the hub's exports.

import { alignTo } from "../../../src/base/shape.ts";
import { inMemory, type LazyBytes } from "./bytes.ts";
import type { Graph, Tensor } from "./element.ts";
import { modelBytes, type External } from "./write.ts";

/** One file to be written. */
export interface Part extends LazyBytes {
  readonly path: string;
}

/** With more bytes of weights than this, "auto" puts them beside the graph. */
const AUTO_BYTES = 100e6;
/** The longest file of weights; the rest goes to the next. */
const CHUNK_BYTES = 1.9e9;
/** Weights start at multiples of a memory page, as onnx writes them. */
const PAGE = 4096;
/** Smaller tensors stay in the graph, because shapes and axes are read from there. */
const SMALL_BYTES = 1024;

/** Returns the graph's file and, for weights beside it, `<path>_data`, `<path>_data_1` … */
export function graphParts(
  path: string,
  graph: Graph,
  external: "auto" | "always" | "never",
): Part[] {
  const total = graph.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const isBeside = external === "always" || (external === "auto" && total > AUTO_BYTES);
  const chunks: { tensor: Tensor; offset: number }[][] = [];
  const places = new Map<Tensor, External>();
  let end = 0;
  for (const tensor of isBeside ? graph.tensors : []) {
    if (tensor.byteLength < SMALL_BYTES) continue;
    let offset = alignTo(end, PAGE);
    if (chunks.length === 0 || offset + tensor.byteLength > CHUNK_BYTES) {
      chunks.push([]);
      offset = 0;
    }
    chunks.at(-1)?.push({ tensor, offset });
    places.set(tensor, { location: baseName(dataPath(path, chunks.length - 1)), offset });
    end = offset + tensor.byteLength;
  }
  const bytes = modelBytes(graph, (tensor) => places.get(tensor));
  return [
    { path, ...inMemory(bytes) },
    ...chunks.map((tensors, index) => dataPart(dataPath(path, index), tensors)),
  ];
}

const dataPath = (path: string, index: number): string =>
  `${path}_data${index === 0 ? "" : `_${index}`}`;

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function dataPart(path: string, tensors: readonly { tensor: Tensor; offset: number }[]): Part {
  const last = tensors.at(-1);
  return {
    path,
    byteLength: last === undefined ? 0 : last.offset + last.tensor.byteLength,
    *pieces() {
      let at = 0;
      for (const { tensor, offset } of tensors) {
        if (offset > at) yield new Uint8Array(offset - at);
        yield* tensor.pieces();
        at = offset + tensor.byteLength;
      }
    },
  };
}
