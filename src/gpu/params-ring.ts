// The uniform parameters of dispatches: one buffer, used as a ring of slots, and one bind group, which a dispatch moves to its
// slot. So a dispatch allocates nothing, and all slots of a submission are uploaded in one piece.

import { invariant } from "../base/assert.ts";
import { BUFFER_USAGE, COMPUTE_STAGE } from "./constants.ts";

/** The largest `minUniformBufferOffsetAlignment` that the specification allows. */
const SLOT_BYTES = 256;
const SLOTS = 1024;

export interface ParamsRing {
  /** The layout of group 1, and its bind group, whose offset is what `write` returns. */
  readonly layout: GPUBindGroupLayout;
  readonly group: GPUBindGroup;
  /** Copies `bytes` (at most 256) into the next slot, which stays valid for 1,024 further calls; returns its offset. */
  write(bytes: ArrayBuffer): number;
  /** Uploads what was written; call it before the dispatches are submitted. */
  flush(): void;
  /** The most slots between two submissions: beyond it, a write would overwrite parameters still in use. */
  readonly capacity: number;
}

export function createParamsRing(device: GPUDevice): ParamsRing {
  const label = "gpu/params";
  const buffer = device.createBuffer({
    label,
    size: SLOT_BYTES * SLOTS,
    usage: BUFFER_USAGE.UNIFORM | BUFFER_USAGE.COPY_DST,
  });
  const layout = device.createBindGroupLayout({
    label,
    entries: [
      {
        binding: 0,
        visibility: COMPUTE_STAGE,
        buffer: { type: "uniform", hasDynamicOffset: true },
      },
    ],
  });
  const entries = [{ binding: 0, resource: { buffer, size: SLOT_BYTES } }];
  const group = device.createBindGroup({ label, layout, entries });
  const slots = new Uint8Array(SLOT_BYTES * SLOTS);
  // Counted on for ever; a slot's place is the rest.
  let next = 0;
  let uploaded = 0;
  const upload = (from: number, to: number): void => {
    const [start, size] = [from * SLOT_BYTES, (to - from) * SLOT_BYTES];
    if (size > 0) device.queue.writeBuffer(buffer, start, slots, start, size);
  };
  return {
    layout,
    group,
    capacity: SLOTS,
    write(bytes) {
      invariant(
        bytes.byteLength <= SLOT_BYTES,
        `params of ${bytes.byteLength} bytes exceed a slot`,
      );
      const offset = (next++ % SLOTS) * SLOT_BYTES;
      slots.set(new Uint8Array(bytes), offset);
      return offset;
    },
    flush() {
      const count = next - uploaded;
      const [from, to] = [uploaded % SLOTS, next % SLOTS];
      if (count >= SLOTS) upload(0, SLOTS);
      else if (from <= to) upload(from, to);
      else {
        upload(from, SLOTS);
        upload(0, to);
      }
      uploaded = next;
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
