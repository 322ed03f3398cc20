// model.safetensors with what is not in the graphs: header length, JSON header, bytes. The published file holds every
// weight; this one holds the newline after another tensor, so that its offset has to be read.

import { halvesOf } from "../../../src/base/half.ts";
import type { RandomValues } from "./values.ts";

export function newlineFile(width: number, random: RandomValues): Uint8Array<ArrayBuffer> {
  const names = ["language_model.model.norm.weight", "image_newline"];
  const data = names.map((name) => {
    const values = new Float32Array(width);
    random.normal(name, width, { std: 1 }).read(values, 0);
    return new Uint8Array(halvesOf(values).buffer);
  });
  const length = 2 * width;
  const entries = names.map((name, index) => [
    name,
    { dtype: "F16", shape: [width], data_offsets: [index * length, (index + 1) * length] },
  ]);
  const text = JSON.stringify({ __metadata__: { format: "pt" }, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + header.length + data.length * length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  data.forEach((bytes, index) => file.set(bytes, 8 + header.length + index * length));
  return file;
}
