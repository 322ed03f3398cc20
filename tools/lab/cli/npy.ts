// The header of NumPy's .npy format, versions 1 to 3:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html Only what `lab score` takes is read:
// little-endian float32, C order, three axes.

import { open } from "node:fs/promises";
import { AppError } from "../../../src/base/errors.ts";

export interface NpyHeader {
  /** [T, N, D] */
  readonly dims: readonly [frames: number, tokens: number, width: number];
  /** The offset of the values, in bytes. */
  readonly offset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const HOW_TO_SAVE =
  "Save it with numpy.save(path, numpy.ascontiguousarray(features, dtype='<f4')), features of shape [frames, tokens, width].";

const refusal = (message: string): AppError => new AppError("npy", message, HOW_TO_SAVE);

/**
 * Reads the header of a file of `fileBytes` bytes; `head` holds at least the header.
 * @throws AppError `npy` for anything but a complete little-endian float32 [T, N, D] array in C order.
 */
export function readNpyHeader(name: string, head: Uint8Array, fileBytes: number): NpyHeader {
  if (fileBytes === 0) throw refusal(`${name} is empty; a .npy file was wanted.`);
  if (head.length < 10 || MAGIC.some((byte, i) => head[i] !== byte)) {
    throw refusal(`${name} is not a .npy file: it does not begin with \\x93NUMPY.`);
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const major = view.getUint8(6);
  if (major < 1 || major > 3) {
    throw refusal(`${name} is .npy version ${major}.${view.getUint8(7)}; 1 to 3 are known.`);
  }
  const start = major === 1 ? 10 : 12;
  if (head.length < start) throw refusal(`${name} ends inside its header.`);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const offset = start + length;
  if (offset > fileBytes || offset > head.length) throw refusal(`${name} ends inside its header.`);
  const text = new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(
    head.subarray(start, offset),
  );
  const dims = readDescription(name, text);
  const [frames, tokens, width] = dims;
  const wanted = frames * tokens * width * 4;
  const got = fileBytes - offset;
  if (wanted === 0) throw refusal(`${name} is [${dims.join(", ")}]: it holds no value.`);
  if (got !== wanted) {
    const verb = got < wanted ? "was cut off" : "has bytes left over";
    throw refusal(`${name} ${verb}: [${dims.join(", ")}] takes ${wanted} bytes, it has ${got}.`);
  }
  return { dims, offset };
}

/** The header is a Python dict literal with three keys in any order. */
function readDescription(name: string, text: string): NpyHeader["dims"] {
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (descr === undefined && /['"]descr['"]\s*:\s*\[/.test(text)) {
    throw refusal(`${name} holds records; plain float32 ('<f4') was wanted.`);
  }
  if (descr === undefined || order === undefined || shape === undefined) {
    throw refusal(`${name} has a header that cannot be read: ${text.trim().slice(0, 120)}.`);
  }
  if (descr !== "<f4") throw refusal(`${name} holds '${descr}'; float32 ('<f4') was wanted.`);
  if (order === "True") throw refusal(`${name} is in Fortran order; C order was wanted.`);
  const sizes = shape
    .split(",")
    .flatMap((size) => (size.trim() === "" ? [] : [parseInt(size, 10)]));
  const [frames, tokens, width] = sizes;
  if (sizes.length !== 3 || frames === undefined || tokens === undefined || width === undefined) {
    throw refusal(
      `${name} has ${sizes.length} axes, [${sizes.join(", ")}]; three were wanted: frames, tokens, width.`,
    );
  }
  return [frames, tokens, width];
}

/** The longest header that is read; NumPy itself does not trust longer ones. */
const MOST_HEADER_BYTES = 1 << 16;

/** Reads and checks the header of a file on disk. @throws AppError `npy`, `file-missing`. */
export async function openNpy(path: string): Promise<NpyHeader> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new AppError("file-missing", `${path} cannot be opened.`, "Check the path.", { cause });
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refusal(`${path} is not a file.`);
    const head = new Uint8Array(Math.min(stats.size, MOST_HEADER_BYTES));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return readNpyHeader(path, head.subarray(0, bytesRead), stats.size);
  } finally {
    await file.close();
  }
}
