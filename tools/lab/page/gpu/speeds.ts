// What an adapter can do at best, which kernels are compared with: how fast it copies, multiplies, and starts a shader.

import { makeGroup } from "../../../../src/gpu/bind-groups.ts";
import type { Gpu } from "../../../../src/gpu/device.ts";
import type { KernelSource } from "../../../../src/gpu/kernel.ts";
import { packParams, u32 } from "../../../../src/gpu/params-ring.ts";
import { createRecorder, type Recorder } from "../../../../src/gpu/recorder.ts";
import { createTensor, type Tensor, tensorFrom } from "../../../../src/gpu/tensor.ts";
import { note } from "../note.ts";
import fmaWgsl from "./fma.wgsl?raw";
import streamWgsl from "./stream.wgsl?raw";

export interface Speeds {
  /** The bytes a second of copies between buffers, counting reads and writes. */
  readonly copyBytesPerSec: number;
  /** The bytes a second of a shader that copies, counted alike. */
  readonly streamBytesPerSec: number;
  /** The additions of products a second, in 32 bits. */
  readonly fmasPerSec: number;
  /** The microseconds that a shader takes that does nothing, among many of one submission. */
  readonly emptyUs: number;
  /** The microseconds of this thread to record and submit one shader, among many of one submission. */
  readonly recordUs: number;
  /** The same when its bind group is made anew and its params are uploaded alone. */
  readonly recordFreshUs: number;
  /** The bytes of each of the two buffers that were copied. */
  readonly copiedBytes: number;
}

const STREAM: KernelSource = { label: "kernel/stream", wgsl: streamWgsl, lanes: 64 };
const FMA: KernelSource = { label: "kernel/fma", wgsl: fmaWgsl, lanes: 64 };

export interface SpeedArgs {
  /** The bytes of a copied buffer; less where the adapter allows no more. */
  readonly bytes: number;
  /** The lanes that multiply at once, and how often each does. */
  readonly lanes: number;
  readonly rounds: number;
  /** How long each of these is measured for, at least. */
  readonly leastMs: number;
}

/** Eight chains of four numbers. */
const FMAS_PER_ROUND = 32;
const EMPTY_STARTS = 512;

export async function measureSpeeds(gpu: Gpu, args: SpeedArgs): Promise<Speeds> {
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.device.limits;
  const copiedBytes = Math.min(args.bytes, maxBufferSize, maxStorageBufferBindingSize);
  const count = Math.floor(copiedBytes / 16);
  const [from, to] = [room(gpu, count), room(gpu, count)];
  const few = tensorFrom(gpu, Float32Array.of(1, 1, 1, 1, 1e-7, 1e-7, 1e-7, 1e-7), [2, 4], "bench");
  const many = room(gpu, args.lanes);
  try {
    const [stream, fma] = await Promise.all([gpu.kernels.load(STREAM), gpu.kernels.load(FMA)]);
    const { leastMs } = args;
    const copySec = await secondsEach(gpu, leastMs, (recorder) => recorder.copy(from, to));
    note("Measured how fast buffers are copied");
    const streamed = (recorder: Recorder): void =>
      recorder.dispatch(stream, {
        inputs: [from],
        outputs: [to],
        params: packParams(u32(count)),
        items: count,
      });
    const streamSec = await secondsEach(gpu, leastMs, streamed);
    note("Measured how fast a shader copies");
    const { lanes, rounds } = args;
    const multiplied = (recorder: Recorder): void =>
      recorder.dispatch(fma, {
        inputs: [few],
        outputs: [many],
        params: packParams(u32(lanes, rounds)),
        items: lanes,
      });
    const fmaSec = await secondsEach(gpu, leastMs, multiplied);
    note("Measured how fast a shader multiplies");
    const starts = await measureStarts(gpu, (recorder) =>
      recorder.dispatch(fma, {
        inputs: [few],
        outputs: [many],
        params: packParams(u32(1, 0)),
        items: 1,
      }),
    );
    return {
      copyBytesPerSec: (2 * 16 * count) / copySec,
      streamBytesPerSec: (2 * 16 * count) / streamSec,
      fmasPerSec: (FMAS_PER_ROUND * lanes * rounds) / fmaSec,
      ...starts,
      copiedBytes: 16 * count,
    };
  } finally {
    for (const tensor of [from, to, few, many]) tensor.destroy();
  }
}

const room = (gpu: Gpu, count: number): Tensor =>
  createTensor(gpu, [count, 4], "float32", "bench/speed");

/** Does something ever more often in one submission until that takes long enough; returns the seconds of one. */
async function secondsEach(
  gpu: Gpu,
  leastMs: number,
  once: (recorder: Recorder) => void,
): Promise<number> {
  await submitted(gpu, 1, once);
  for (let times = 1; ; times *= 2) {
    const { totalMs } = await submitted(gpu, times, once);
    // A recorder takes about a thousand shaders.
    if (totalMs >= leastMs || times >= 512) return totalMs / 1000 / times;
  }
}

/** Both ways in turn, so that slow phases of the machine meet both. */
async function measureStarts(gpu: Gpu, once: (recorder: Recorder) => void) {
  const fresh = withoutPreparation(gpu);
  const runs: { readonly ours: Submitted; readonly theirs: Submitted }[] = [];
  for (let i = -1; i < 5; i++) {
    const theirs = await submitted(fresh, EMPTY_STARTS, once);
    const ours = await submitted(gpu, EMPTY_STARTS, once);
    if (i >= 0) runs.push({ ours, theirs });
  }
  const least = (of: (run: (typeof runs)[number]) => number): number =>
    (1000 * Math.min(...runs.map(of))) / EMPTY_STARTS;
  return {
    emptyUs: least(({ ours }) => ours.totalMs),
    recordUs: least(({ ours }) => ours.recordMs),
    recordFreshUs: least(({ theirs }) => theirs.recordMs),
  };
}

/** The same device, with nothing made before it is needed. */
const withoutPreparation = (gpu: Gpu): Gpu => ({
  ...gpu,
  bindGroups: { of: (...args) => makeGroup(gpu.device, ...args) },
  params: {
    ...gpu.params,
    write(bytes) {
      const offset = gpu.params.write(bytes);
      gpu.params.flush();
      return offset;
    },
  },
});

interface Submitted {
  readonly recordMs: number;
  readonly totalMs: number;
}

async function submitted(
  gpu: Gpu,
  times: number,
  once: (recorder: Recorder) => void,
): Promise<Submitted> {
  await gpu.device.queue.onSubmittedWorkDone();
  const startMs = performance.now();
  const recorder = createRecorder(gpu, "bench/speed");
  for (let i = 0; i < times; i++) once(recorder);
  recorder.submit();
  const recordMs = performance.now() - startMs;
  await gpu.device.queue.onSubmittedWorkDone();
  return { recordMs, totalMs: performance.now() - startMs };
}
