// Every GPU buffer of this page, whoever made it: ours, our runtime's, another library's and its runtime's.

import { methodOf } from "./method-of.ts";

export interface BufferUse {
  /** Bytes of all buffers that are neither destroyed nor collected. */
  readonly liveBytes: number;
  /** The most that were alive at once since the last `reset`. */
  readonly peakBytes: number;
  /** Of the largest buffer that was made since the last `reset`; what the runtime keeps and uses again does not count. */
  readonly largestBytes: number;
}

export interface BufferWatch {
  read(): BufferUse;
  reset(): void;
}

let watch: BufferWatch | undefined;

/** Wraps the prototypes of devices and buffers, once; call it before anything opens a device. */
export function watchBuffers(): BufferWatch {
  watch ??= start();
  return watch;
}

function start(): BufferWatch {
  const live = new WeakMap<GPUBuffer, { bytes: number }>();
  let liveBytes = 0;
  let peakBytes = 0;
  let largestBytes = 0;
  const drop = (entry: { bytes: number }): void => {
    liveBytes -= entry.bytes;
    entry.bytes = 0;
  };
  // The runtime drops some buffers without destroying them.
  const collected = new FinalizationRegistry(drop);
  const createBuffer = methodOf(GPUDevice.prototype, "createBuffer");
  GPUDevice.prototype.createBuffer = function (this: GPUDevice, descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    const entry = { bytes: descriptor.size };
    live.set(buffer, entry);
    collected.register(buffer, entry);
    liveBytes += entry.bytes;
    peakBytes = Math.max(peakBytes, liveBytes);
    largestBytes = Math.max(largestBytes, entry.bytes);
    return buffer;
  };
  const destroy = methodOf(GPUBuffer.prototype, "destroy");
  GPUBuffer.prototype.destroy = function (this: GPUBuffer) {
    const entry = live.get(this);
    if (entry !== undefined) drop(entry);
    destroy.call(this);
  };
  return {
    read: () => ({ liveBytes, peakBytes, largestBytes }),
    reset() {
      peakBytes = liveBytes;
      largestBytes = 0;
    },
  };
}
