// Reads one tensor of a safetensors file: 8 bytes of header length (little endian), a JSON header, the data.

import { AppError } from "../base/errors.ts";
import { JsonFile } from "../base/json.ts";

const FILE = "model.safetensors";

/** Reads bytes `from` … `to` − 1 of the file, fewer where it ends. */
export type ReadRange = (from: number, to: number) => Promise<Uint8Array<ArrayBuffer>>;

/** The longest header that is believed; it only describes tensors. */
const MOST_HEADER_BYTES = 64 * 2 ** 20;
/** The longest tensor that is read: it is one row. */
const MOST_TENSOR_BYTES = 2 ** 20;

/**
 * Returns the float32 values of the first of `names` that the file holds, reading nothing else but its header.
 * @throws AppError `model-weights` when none is there or its dtype is not F32, F16 or BF16.
 */
export async function readSafetensor(
  range: ReadRange,
  names: readonly string[],
): Promise<Float32Array<ArrayBuffer>> {
  const exactly = async (from: number, to: number): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await range(from, to);
    if (bytes.length === to - from) return bytes;
    throw weightsError(`${FILE} is cut short: it ends before byte ${to}.`);
  };
  const length = await exactly(0, 8);
  const headerBytes = Number(new DataView(length.buffer, length.byteOffset).getBigUint64(0, true));
  if (headerBytes > MOST_HEADER_BYTES) throw weightsError(`${FILE} is not a safetensors file.`);
  const header = JsonFile.parse(FILE, await exactly(8, 8 + headerBytes));
  const name = names.find((candidate) => header.maybe(candidate) !== undefined);
  if (name === undefined) throw weightsError(`${FILE} has no tensor ${names.join(" or ")}.`);
  const entry = header.object(name);
  const [start = 0, end = 0] = entry.numbers("data_offsets");
  const dtype = entry.string("dtype");
  const bytes = end - start;
  const isPlace = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0;
  const each = dtype === "F32" ? 4 : 2;
  if (!isPlace || bytes < 0 || bytes > MOST_TENSOR_BYTES || bytes % each !== 0) {
    throw weightsError(
      `${FILE}: ${name} lies at ${start} to ${end}, which is no place for ${dtype} values.`,
    );
  }
  const from = 8 + headerBytes + start;
  const { buffer: data } = (await exactly(from, from + bytes)).slice();
  switch (dtype) {
    case "F32":
      return new Float32Array(data);
    case "BF16":
      return Float32Array.from(new Uint16Array(data), bfloat);
    case "F16":
      return Float32Array.from(new Uint16Array(data), half);
    default:
      throw weightsError(`${FILE}: ${name} is ${dtype.slice(0, 80)}, wanted F32, F16 or BF16.`);
  }
}

/** Converts a bfloat16, which is the upper half of a float32. */
function bfloat(bits: number): number {
  return new Float32Array(new Uint32Array([bits << 16]).buffer)[0] ?? NaN;
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function weightsError(message: string): AppError {
  return new AppError(
    "model-weights",
    message,
    "The file may be damaged or of another model; fetch it again.",
  );
}
