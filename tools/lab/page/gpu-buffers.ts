// Watches every GPU buffer of this page, whoever makes it: we, our runtime, another library and its runtime.

export interface BufferUse {
  /** The bytes of all buffers that are neither destroyed nor collected. */
  readonly liveBytes: number;
  /** The most bytes at once since the last `reset`. */
  readonly peakBytes: number;
  /** The bytes of the largest buffer made since the last `reset`; buffers that the runtime reuses do not count. */
  readonly largestBytes: number;
}

export interface BufferWatch {
  read(): BufferUse;
  reset(): void;
}

let watch: BufferWatch | undefined;

/** Counts from now on; call it once a page, before anything opens a device. */
export function watchBuffers(): BufferWatch {
  watch ??= start();
  return watch;
}

function start(): BufferWatch {
  let liveBytes = 0;
  let peakBytes = 0;
  let largestBytes = 0;
  const drop = (entry: { bytes: number }): void => {
    liveBytes -= entry.bytes;
    entry.bytes = 0;
  };
  // The runtime drops some buffers without destroying them.
  const collected = new FinalizationRegistry(drop);
  onDevice((device) => {
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor);
      const entry = { bytes: descriptor.size };
      collected.register(buffer, entry);
      liveBytes += entry.bytes;
      peakBytes = Math.max(peakBytes, liveBytes);
      largestBytes = Math.max(largestBytes, entry.bytes);
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        drop(entry);
        destroy();
      };
      return buffer;
    };
  });
  return {
    read: () => ({ liveBytes, peakBytes, largestBytes }),
    reset() {
      peakBytes = liveBytes;
      largestBytes = 0;
    },
  };
}

/** On smaller subgroups `openGpu` leaves the feature off, because the runtime's fused attention is wrong on them. */
const SMALLEST_SUBGROUP = 8;

/**
 * Gives every device that this page opens to `look`. Small subgroups are left off for whoever opens it, as in
 * `openGpu`, because a comparison with wrong numbers would mean nothing.
 */
export function onDevice(look: (device: GPUDevice) => void): void {
  const { gpu } = navigator;
  const requestAdapter = gpu.requestAdapter.bind(gpu);
  gpu.requestAdapter = async (options) => {
    const adapter = await requestAdapter(options);
    if (adapter === null) return null;
    const requestDevice = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (descriptor = {}) => {
      const requiredFeatures = [...(descriptor.requiredFeatures ?? [])].filter(
        (feature) => feature !== "subgroups" || adapter.info.subgroupMinSize >= SMALLEST_SUBGROUP,
      );
      const device = await requestDevice({ ...descriptor, requiredFeatures });
      look(device);
      return device;
    };
    return adapter;
  };
}
