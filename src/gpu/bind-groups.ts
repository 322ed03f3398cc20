// The bind groups of dispatches: made once for a kernel and its buffers, and found again whenever the same meet.

export interface BindGroups {
  /** Returns the bind group of these buffers, in the order of the layout's bindings. */
  of(layout: GPUBindGroupLayout, label: string, buffers: readonly GPUBuffer[]): GPUBindGroup;
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
    of(layout, label, buffers) {
      let level = roots.get(layout);
      if (level === undefined) roots.set(layout, (level = newLevel()));
      for (const buffer of buffers) {
        let next = level.next.get(buffer);
        if (next === undefined) level.next.set(buffer, (next = newLevel()));
        level = next;
      }
      level.group ??= makeGroup(device, layout, label, buffers);
      return level.group;
    },
  };
}

/** Makes a bind group that is not kept. */
export const makeGroup = (
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  label: string,
  buffers: readonly GPUBuffer[],
): GPUBindGroup =>
  device.createBindGroup({
    label,
    layout,
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
