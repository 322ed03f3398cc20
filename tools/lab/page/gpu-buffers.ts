// Every GPU buffer of this page, whoever makes it: we, our runtime, another library and its runtime.

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

/** Counts from now on; call it before anything opens a device. Once a page. */
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

/** Below these `openGpu` leaves the feature off: the runtime's fused attention gives wrong numbers on them. */
const SMALLEST_SUBGROUP = 8;

/**
 * Hands every device that this page opens to `look`. Small subgroups are left off for whoever opens it, as `openGpu` does
 * for us: numbers that are quick and wrong are no comparison.
 */
function onDevice(look: (device: GPUDevice) => void): void {
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
