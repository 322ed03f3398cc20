// Reads the numbers of a small tensor that is stored in the graph.

import { PbfReader } from "pbf";
import { halfValue } from "../../base/half.ts";
import type { OnnxTensor } from "./onnx-model.ts";
import { ELEMENT, TENSOR } from "./proto.ts";
import type { EvaluatedTensor } from "./rewrite-model.ts";

/** Returns float32, float16, int32, int64, uint8 or bool values, row by row; null for others and external data. */
export function tensorValues(tensor: OnnxTensor): number[] | null {
  const listed: number[] = [];
  let raw: Uint8Array | null = null;
  let isExternal = false;
  new PbfReader(tensor.bytes).readFields<null>((field, _, pbf) => {
    if (field === TENSOR.raw) raw = pbf.readBytes();
    else if (field === TENSOR.floats) pbf.readPackedFloat(listed);
    else if (field === TENSOR.int32s || field === TENSOR.int64s) pbf.readPackedVarint(listed, true);
    else if (field === TENSOR.location) isExternal = pbf.readVarint() === 1;
  }, null);
  if (isExternal) return null;
  if (raw === null) return tensor.element === ELEMENT.float16 ? listed.map(halfValue) : listed;
  return rawValues(raw, tensor.element);
}

function rawValues(raw: Uint8Array, element: number): number[] | null {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const each = (bytes: number, read: (offset: number) => number): number[] =>
    Array.from({ length: Math.floor(raw.length / bytes) }, (_, i) => read(i * bytes));
  switch (element) {
    case ELEMENT.float:
      return each(4, (at) => view.getFloat32(at, true));
    case ELEMENT.float16:
      return each(2, (at) => halfValue(view.getUint16(at, true)));
    case ELEMENT.int32:
      return each(4, (at) => view.getInt32(at, true));
    case ELEMENT.int64:
      return each(8, (at) => Number(view.getBigInt64(at, true)));
    case ELEMENT.uint8:
    case ELEMENT.bool:
      return [...raw];
    default:
      return null;
  }
}

/** Returns the numbers of a tensor from the runtime; halves come as numbers from some runtimes, as bits from others. */
export function evaluatedNumbers({ type, data }: EvaluatedTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  return type === "float16" && data instanceof Uint16Array
    ? Float32Array.from(data, halfValue)
    : Float32Array.from(data as ArrayLike<number | bigint>, Number);
}
