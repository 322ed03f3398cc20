// Counts every live GPU buffer of a device, including the ONNX runtime's, so that tests can find leaks.

export interface BufferLedger {
  /** The number of buffers created and neither destroyed nor garbage-collected. */
  readonly liveBuffers: number;
  readonly liveBytes: number;
  /** The most bytes that lived at once. */
  readonly peakBytes: number;
}

/**
 * Wraps `device.createBuffer`. The runtime drops some buffers without `destroy()`; a FinalizationRegistry counts those
 * off when they are collected.
 */
export function keepLedger(device: GPUDevice): BufferLedger {
  const live = new Map<number, number>(); // bytes by serial number
  let serial = 0;
  let liveBytes = 0;
  let peakBytes = 0;
  const drop = (id: number): void => {
    liveBytes -= live.get(id) ?? 0;
    live.delete(id);
  };
  const collected = new FinalizationRegistry<number>(drop);
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const id = serial++;
    live.set(id, descriptor.size);
    liveBytes += descriptor.size;
    peakBytes = Math.max(peakBytes, liveBytes);
    collected.register(buffer, id);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      drop(id);
      destroy();
    };
    return buffer;
  };
  return {
    get liveBuffers() {
      return live.size;
    },
    get liveBytes() {
      return liveBytes;
    },
    get peakBytes() {
      return peakBytes;
    },
  };
}
