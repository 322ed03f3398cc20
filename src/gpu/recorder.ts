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

export interface Recorder {
  dispatch(kernel: Kernel, args: DispatchArguments): void;
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
  let dispatches = 0;

  const endPass = (): void => {
    pass?.end();
    pass = null;
  };

  return {
    dispatch(kernel, { inputs, outputs, params, ...size }) {
      const { source } = kernel;
      invariant(
        inputs.length === kernel.inputs && outputs.length === kernel.outputs,
        `${source.label} takes ${kernel.inputs} inputs and ${kernel.outputs} outputs, got ${inputs.length} and ${outputs.length}`,
      );
      invariant(++dispatches < gpu.params.capacity, `${label} records too many dispatches at once`);
      pass ??= encoder.beginComputePass({ label });
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(
        0,
        gpu.device.createBindGroup({
          label: source.label,
          layout: kernel.tensors,
          entries: [...inputs, ...outputs].map(({ buffer }, binding) => ({
            binding,
            resource: { buffer },
          })),
        }),
      );
      if (kernel.params !== null) {
        invariant(params !== undefined, `${source.label} wants params`);
        pass.setBindGroup(
          1,
          gpu.device.createBindGroup({
            label: source.label,
            layout: kernel.params,
            entries: [{ binding: 0, resource: gpu.params.write(params) }],
          }),
        );
      }
      const groups = "groups" in size ? size.groups : ceilDiv(size.items, source.lanes);
      pass.dispatchWorkgroups(...foldGrid(gpu, groups));
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
