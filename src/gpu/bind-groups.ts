// The bind groups of dispatches: made once for a kernel and its buffers, and found again whenever the same meet.

import type { Tensor } from "./tensor.ts";

export interface BindGroups {
  /** Returns the bind group of these tensors, in the order of the layout's bindings. */
  of(layout: GPUBindGroupLayout, label: string, tensors: readonly Tensor[]): GPUBindGroup;
}

/** A tree of buffers, one level for each binding. Its keys are weak: a group goes with any of its buffers. */
interface Level {
  group: GPUBindGroup | undefined;
  readonly next: WeakMap<GPUBuffer, Level>;
}

const newLevel = (): Level => ({ group: undefined, next: new WeakMap() });

export function createBindGroups(device: GPUDevice): BindGroups {
  const roots = new WeakMap<GPUBindGroupLayout, Level>();
  return {
    of(layout, label, tensors) {
      let level = roots.get(layout);
      if (level === undefined) roots.set(layout, (level = newLevel()));
      for (const { buffer } of tensors) {
        let next = level.next.get(buffer);
        if (next === undefined) level.next.set(buffer, (next = newLevel()));
        level = next;
      }
      level.group ??= makeGroup(device, layout, label, tensors);
      return level.group;
    },
  };
}

/** Makes a bind group that is not kept. */
export const makeGroup = (
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  label: string,
  tensors: readonly Tensor[],
): GPUBindGroup =>
  device.createBindGroup({
    label,
    layout,
    entries: tensors.map(({ buffer }, binding) => ({ binding, resource: { buffer } })),
  });
