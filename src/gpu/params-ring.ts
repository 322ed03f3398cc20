// The uniform parameters of dispatches: one buffer, used as a ring of slots, so that a dispatch allocates nothing.

import { invariant } from "../base/assert.ts";
import { BUFFER_USAGE } from "./constants.ts";

/** The largest `minUniformBufferOffsetAlignment` that the specification allows. */
const SLOT_BYTES = 256;
const SLOTS = 1024;

export interface ParamsRing {
  /** Copies `bytes` (at most 256) into the next slot, which stays valid for 1,024 further calls. */
  write(bytes: ArrayBuffer): GPUBufferBinding;
  /** The most slots between two submissions: beyond it, a write would overwrite parameters still in use. */
  readonly capacity: number;
}

export function createParamsRing(device: GPUDevice): ParamsRing {
  const buffer = device.createBuffer({
    label: "gpu/params",
    size: SLOT_BYTES * SLOTS,
    usage: BUFFER_USAGE.UNIFORM | BUFFER_USAGE.COPY_DST,
  });
  let next = 0;
  return {
    capacity: SLOTS,
    write(bytes) {
      invariant(
        bytes.byteLength <= SLOT_BYTES,
        `params of ${bytes.byteLength} bytes exceed a slot`,
      );
      const offset = (next++ % SLOTS) * SLOT_BYTES;
      device.queue.writeBuffer(buffer, offset, bytes);
      return { buffer, offset, size: Math.max(16, bytes.byteLength) };
    },
  };
}

/** Fields of a WGSL `struct Params` that have one type. */
interface Fields {
  readonly type: "u32" | "i32" | "f32";
  readonly values: readonly number[];
}

export const u32 = (...values: readonly number[]): Fields => ({ type: "u32", values });
export const i32 = (...values: readonly number[]): Fields => ({ type: "i32", values });
export const f32 = (...values: readonly number[]): Fields => ({ type: "f32", values });

/** Packs scalars in the order of a WGSL `struct Params` whose fields are all 4 bytes wide. */
export function packParams(...groups: readonly Fields[]): ArrayBuffer {
  const fields = groups.flatMap(({ type, values }) => values.map((value) => ({ type, value })));
  const bytes = new ArrayBuffer(Math.max(16, Math.ceil(fields.length / 4) * 16));
  const view = new DataView(bytes);
  fields.forEach(({ type, value }, i) => {
    if (type === "f32") view.setFloat32(i * 4, value, true);
    else if (type === "i32") view.setInt32(i * 4, value, true);
    else view.setUint32(i * 4, value, true);
  });
  return bytes;
}
