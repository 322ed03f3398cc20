// Counts every live GPU buffer of a device, including the ONNX runtime's, so that tests can find leaks.

export interface BufferLedger {
  /** The number of buffers created and neither destroyed nor garbage-collected. */
  readonly liveBuffers: number;
  readonly liveBytes: number;
}

/**
 * Wraps `device.createBuffer`. The runtime drops some buffers without `destroy()`; a FinalizationRegistry counts those
 * off when they are collected.
 */
export function keepLedger(device: GPUDevice): BufferLedger {
  const live = new Map<number, number>(); // bytes by serial number
  let serial = 0;
  const collected = new FinalizationRegistry<number>((id) => live.delete(id));
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const id = serial++;
    live.set(id, descriptor.size);
    collected.register(buffer, id);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      live.delete(id);
      destroy();
    };
    return buffer;
  };
  return {
    get liveBuffers() {
      return live.size;
    },
    get liveBytes() {
      let bytes = 0;
      for (const size of live.values()) bytes += size;
      return bytes;
    },
  };
}
