// Records dispatches and copies into one command buffer. `dispatch` records, `submit` submits.

import { invariant } from "../base/assert.ts";
import { ceilDiv, elementCount } from "../base/shape.ts";
import type { Gpu } from "./device.ts";
import type { Kernel } from "./kernel.ts";
import { BYTES_PER_ELEMENT, type Tensor } from "./tensor.ts";

interface Binding {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** The bytes of `struct Params`, as `packParams` packs them. */
  readonly params?: ArrayBuffer;
}

/** The size of a dispatch: its invocations, which fill as many workgroups as it takes, or its workgroups. */
export type DispatchArguments = Binding &
  ({ readonly items: number } | { readonly groups: number });

/** A kernel and what it is dispatched with. */
export type Dispatch = readonly [kernel: Kernel, args: DispatchArguments];

export interface Recorder {
  dispatch(kernel: Kernel, args: DispatchArguments): void;
  /** Dispatches the kernels one after another, `rounds` times, with the same tensors and params in each round. */
  repeat(rounds: number, dispatches: readonly Dispatch[]): void;
  /** Copies whole elements; offsets and count are in elements of the tensors' dtype. */
  copy(
    from: Tensor,
    to: Tensor,
    range?: { fromElement?: number; toElement?: number; count?: number },
  ): void;
  submit(): void;
}

/** Creates a recorder whose passes carry `label`. A recorder is submitted once and then dropped. */
export function createRecorder(gpu: Gpu, label: string): Recorder {
  const encoder = gpu.device.createCommandEncoder({ label });
  let pass: GPUComputePassEncoder | null = null;
  let bindings = 0;

  const endPass = (): void => {
    pass?.end();
    pass = null;
  };

  /** Binds tensors and params once, and returns what dispatches the kernel. */
  const prepare = (kernel: Kernel, { inputs, outputs, params, ...size }: DispatchArguments) => {
    const { source } = kernel;
    invariant(
      inputs.length === kernel.inputs && outputs.length === kernel.outputs,
      `${source.label} takes ${kernel.inputs} inputs and ${kernel.outputs} outputs, got ${inputs.length} and ${outputs.length}`,
    );
    invariant(++bindings < gpu.params.capacity, `${label} records too many dispatches at once`);
    const buffers = [...inputs, ...outputs].map(({ buffer }) => buffer);
    const tensors = gpu.bindGroups.of(kernel.tensors, source.label, buffers);
    const offset = kernel.hasParams ? writeParams(source.label, params) : null;
    const grid = foldGrid(gpu, "groups" in size ? size.groups : ceilDiv(size.items, source.lanes));
    return (): void => {
      pass ??= encoder.beginComputePass({ label });
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, tensors);
      if (offset !== null) pass.setBindGroup(1, gpu.params.group, [offset]);
      pass.dispatchWorkgroups(...grid);
    };
  };

  const writeParams = (name: string, params?: ArrayBuffer): number => {
    invariant(params !== undefined, `${name} wants params`);
    return gpu.params.write(params);
  };

  return {
    dispatch(kernel, args) {
      prepare(kernel, args)();
    },
    repeat(rounds, dispatches) {
      const prepared = dispatches.map(([kernel, args]) => prepare(kernel, args));
      for (let round = 0; round < rounds; round++) {
        for (const dispatch of prepared) dispatch();
      }
    },
    copy(from, to, { fromElement = 0, toElement = 0, count = elementCount(from.dims) } = {}) {
      endPass(); // copies are not allowed inside a compute pass
      const width = BYTES_PER_ELEMENT[from.dtype];
      encoder.copyBufferToBuffer(
        from.buffer,
        fromElement * width,
        to.buffer,
        toElement * width,
        count * width,
      );
    },
    submit() {
      endPass();
      gpu.params.flush();
      gpu.device.queue.submit([encoder.finish()]);
    },
  };
}

/** Returns a grid of one workgroup an item, folded over y when there are more items than one axis may have. */
export function foldGrid(gpu: Pick<Gpu, "device">, groups: number): [x: number, y: number] {
  const most = gpu.device.limits.maxComputeWorkgroupsPerDimension;
  const x = Math.max(1, Math.min(groups, most));
  return [x, Math.ceil(Math.max(1, groups) / x)];
}
