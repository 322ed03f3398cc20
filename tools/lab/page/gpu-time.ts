// Measures how long the GPU works on what this page submits, whoever does it, by timestamps around each submission.

import { onDevice } from "./gpu-buffers.ts";

export interface GpuTimeWatch {
  /** Returns the milliseconds of all submissions since the last call; null where the device has no timestamps. */
  read(): Promise<number | null>;
}

/** The most timestamps that a set may have. */
const SET_SIZE = 4096;
const NANOSECONDS = 1e6;
const TIMESTAMP_BYTES = 8;

/** Watches from now on; call it before anything opens a device. The device that was opened last counts. */
export function watchGpuTime(): GpuTimeWatch {
  let read: GpuTimeWatch["read"] = () => Promise.resolve(null);
  onDevice((device) => {
    read = device.features.has("timestamp-query")
      ? timeSubmissions(device)
      : () => Promise.resolve(null);
  });
  return { read: () => read() };
}

function timeSubmissions(device: GPUDevice): GpuTimeWatch["read"] {
  const { queue } = device;
  const submit = queue.submit.bind(queue);
  let sets: GPUQuerySet[] = [];
  let count = 0;
  /** Returns commands that write the next timestamp. */
  const mark = (): GPUCommandBuffer => {
    const place = count++ % SET_SIZE;
    if (place === 0) sets.push(device.createQuerySet({ type: "timestamp", count: SET_SIZE }));
    const querySet = sets.at(-1);
    if (querySet === undefined) throw new Error("a timestamp without a set");
    const encoder = device.createCommandEncoder();
    const timestampWrites = { querySet, beginningOfPassWriteIndex: place };
    encoder.beginComputePass({ timestampWrites }).end();
    return encoder.finish();
  };
  queue.submit = (buffers) => submit([mark(), ...buffers, mark()]);
  return async () => {
    const [read, of] = [sets, count];
    [sets, count] = [[], 0];
    let nanoseconds = 0n;
    for (const [at, set] of read.entries()) {
      const times = await timesOf(device, submit, set, Math.min(SET_SIZE, of - at * SET_SIZE));
      // Pairs never straddle two sets, whose size is even.
      for (let i = 0; i + 1 < times.length; i += 2)
        nanoseconds += (times[i + 1] ?? 0n) - (times[i] ?? 0n);
      set.destroy();
    }
    return Number(nanoseconds) / NANOSECONDS;
  };
}

async function timesOf(
  device: GPUDevice,
  submit: GPUQueue["submit"],
  set: GPUQuerySet,
  count: number,
): Promise<BigUint64Array> {
  const size = count * TIMESTAMP_BYTES;
  const resolved = device.createBuffer({
    size,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const staging = device.createBuffer({
    size,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = device.createCommandEncoder();
  encoder.resolveQuerySet(set, 0, count, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
  submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const times = new BigUint64Array(staging.getMappedRange().slice(0));
  resolved.destroy();
  staging.destroy();
  return times;
}
