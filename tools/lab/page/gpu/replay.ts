// Does what is on a tape again and takes the time of every shader: by timestamps that the device writes where it can, else by
// waiting for each.

import { BUFFER_USAGE, MAP_READ } from "../../../../src/gpu/constants.ts";
import type { Gpu } from "../../../../src/gpu/device.ts";
import type { Tape, TapedDispatch, TapedStep } from "./tape.ts";

/** How times were taken: "timestamp", by the device, or "wait", from submission to the end, which includes both. */
export type Clock = "timestamp" | "wait";

export const clockOf = ({ device }: Gpu): Clock =>
  device.features.has("timestamp-query") ? "timestamp" : "wait";

/** Returns the microseconds of each dispatch that can be done again, in their order. */
export function replay(gpu: Gpu, { steps }: Tape): Promise<number[]> {
  return clockOf(gpu) === "timestamp" ? byTimestamps(gpu, steps) : byWaiting(gpu, steps);
}

/** The dispatches that `replay` gives times of. */
export const replayed = ({ steps }: Tape): TapedDispatch[] =>
  steps.filter((step): step is TapedDispatch => step.kind === "dispatch" && !step.isOnce);

/** Half of the queries that a set may have, since a dispatch takes two. */
const PER_SET = 2048;

async function byTimestamps(gpu: Gpu, steps: readonly TapedStep[]): Promise<number[]> {
  const times: number[] = [];
  for (const part of inParts(steps)) times.push(...(await partByTimestamps(gpu, part)));
  return times;
}

function inParts(steps: readonly TapedStep[]): TapedStep[][] {
  const parts: TapedStep[][] = [];
  let count = PER_SET;
  for (const step of steps) {
    if (step.kind === "dispatch" && !step.isOnce && ++count > PER_SET) {
      parts.push([]);
      count = 1;
    }
    if (parts.length === 0) parts.push([]);
    parts.at(-1)?.push(step);
  }
  return parts;
}

async function partByTimestamps({ device }: Gpu, steps: readonly TapedStep[]): Promise<number[]> {
  const count = steps.filter((step) => step.kind === "dispatch" && !step.isOnce).length;
  if (count === 0) return [];
  const size = 16 * count;
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 * count });
  const resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | BUFFER_USAGE.COPY_SRC });
  const read = device.createBuffer({ size, usage: BUFFER_USAGE.COPY_DST | BUFFER_USAGE.MAP_READ });
  let encoder = device.createCommandEncoder();
  let at = 0;
  for (const step of steps) {
    if (step.kind === "write") {
      // Writes happen between submissions.
      device.queue.submit([encoder.finish()]);
      encoder = device.createCommandEncoder();
      device.queue.writeBuffer(step.buffer, step.offset, step.bytes);
    } else if (step.kind === "copy") encoder.copyBufferToBuffer(...step.args);
    else if (!step.isOnce) {
      const timestampWrites = {
        querySet,
        beginningOfPassWriteIndex: 2 * at,
        endOfPassWriteIndex: 2 * at + 1,
      };
      start(encoder, step, { timestampWrites });
      at++;
    }
  }
  encoder.resolveQuerySet(querySet, 0, 2 * count, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, read, 0, size);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(MAP_READ);
  const stamps = new BigUint64Array(read.getMappedRange().slice(0));
  for (const one of [querySet, resolved, read]) one.destroy();
  return Array.from({ length: count }, (_, i) =>
    Math.max(0, Number((stamps[2 * i + 1] ?? 0n) - (stamps[2 * i] ?? 0n)) / 1000),
  );
}

/** `GPUBufferUsage.QUERY_RESOLVE` */
const QUERY_RESOLVE = 0x0200;

async function byWaiting({ device }: Gpu, steps: readonly TapedStep[]): Promise<number[]> {
  const times: number[] = [];
  for (const step of steps) {
    if (step.kind === "write") device.queue.writeBuffer(step.buffer, step.offset, step.bytes);
    else if (step.kind === "copy") {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(...step.args);
      device.queue.submit([encoder.finish()]);
    } else if (!step.isOnce) {
      await device.queue.onSubmittedWorkDone();
      const encoder = device.createCommandEncoder();
      start(encoder, step, {});
      const startMs = performance.now();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      times.push(1000 * (performance.now() - startMs));
    }
  }
  return times;
}

function start(
  encoder: GPUCommandEncoder,
  { pipeline, groups, grid }: TapedDispatch,
  descriptor: GPUComputePassDescriptor,
): void {
  const pass = encoder.beginComputePass(descriptor);
  pass.setPipeline(pipeline);
  groups.forEach(({ group, offsets }, index) => pass.setBindGroup(index, group, [...offsets]));
  pass.dispatchWorkgroups(...grid);
  pass.end();
}
