// Times every kernel on the work that the product gives it.

import { toPlainError } from "../../../../src/base/errors.ts";
import type { Gpu } from "../../../../src/gpu/device.ts";
import { note } from "../note.ts";
import { bytesOf, fmasOf } from "./kernel-work.ts";
import { type Clock, clockOf, replay, replayed } from "./replay.ts";
import { createTaper, type Taper } from "./tape.ts";
import { WORKS } from "./works/all.ts";
import { loadExternal } from "./works/frames.ts";
import type { Work, WorkSize } from "./works/work.ts";

/** A kernel at the largest of the sizes that it was started with. */
export interface KernelTime {
  readonly kernel: string;
  /** What it was part of. */
  readonly work: string;
  readonly clock: Clock;
  /** The microseconds of each start of this size. */
  readonly us: readonly number[];
  /** The bytes that it reads and writes, each once. */
  readonly bytes: number;
  /** The additions of products; null for one that computes little beside what it moves. */
  readonly fmas: number | null;
  /** How often the work starts it, whatever its size. */
  readonly starts: number;
}

/** A work as a whole. */
export interface WorkTime {
  readonly work: string;
  readonly starts: number;
  /** The microseconds of all its starts, in each round. */
  readonly us: readonly number[];
}

export interface KernelTimes {
  readonly works: readonly WorkTime[];
  readonly kernels: readonly KernelTime[];
  /** Works that failed, and why. */
  readonly failed: readonly { readonly work: string; readonly message: string }[];
}

export async function timeKernels(
  gpu: Gpu,
  { size, repeats }: { readonly size: WorkSize; readonly repeats: number },
): Promise<KernelTimes> {
  const taper = createTaper(gpu);
  const best = new Map<string, KernelTime>();
  const works: WorkTime[] = [];
  const failed: KernelTimes["failed"][number][] = [];
  const attempt = async (work: Work, time: () => Promise<readonly KernelTime[]>) => {
    try {
      for (const one of await time()) {
        if ((best.get(one.kernel)?.bytes ?? -1) < one.bytes) best.set(one.kernel, one);
      }
      note(`Timed: ${work.name}`);
    } catch (thrown) {
      failed.push({ work: work.name, message: toPlainError(thrown).message });
    }
  };
  for (const work of WORKS) {
    await attempt(work, async () => {
      const { kernels, ...whole } = await timeWork(gpu, taper, work, { size, repeats });
      works.push({ work: work.name, ...whole });
      return kernels;
    });
  }
  await attempt(loadExternal, async () => [await timeExternal(gpu, size, repeats)]);
  return { works, kernels: [...best.values()], failed };
}

async function timeWork(
  gpu: Gpu,
  taper: Taper,
  work: Work,
  { size, repeats }: { readonly size: WorkSize; readonly repeats: number },
): Promise<Omit<WorkTime, "work"> & { readonly kernels: readonly KernelTime[] }> {
  const tape = await taper.tape(() => work.run(gpu, size));
  try {
    const dispatches = replayed(tape);
    const times = dispatches.map((): number[] => []);
    const wholes: number[] = [];
    for (let round = -1; round < repeats; round++) {
      // The first one warms caches up.
      const us = await replay(gpu, tape);
      if (round >= 0) {
        us.forEach((time, i) => times[i]?.push(time));
        wholes.push(us.reduce((sum, time) => sum + time, 0));
      }
      note("");
    }
    const kernels = new Map<
      string,
      { bytes: number; fmas: number | null; us: number[]; starts: number }
    >();
    dispatches.forEach(({ kernel, params, boundBytes }, i) => {
      const bytes = bytesOf(kernel, params, boundBytes);
      const known = kernels.get(kernel);
      const starts = 1 + (known?.starts ?? 0);
      const own = times[i] ?? [];
      if (known === undefined || known.bytes < bytes) {
        kernels.set(kernel, { bytes, fmas: fmasOf(kernel, params, boundBytes), us: own, starts });
      } else {
        if (known.bytes === bytes) known.us.push(...own);
        known.starts = starts;
      }
    });
    const timed = [...kernels].map(([kernel, { bytes, fmas, us, starts }]) => ({
      kernel,
      work: work.name,
      clock: clockOf(gpu),
      us,
      bytes,
      fmas,
      starts,
    }));
    return { kernels: timed, starts: dispatches.length, us: wholes };
  } finally {
    tape.release();
  }
}

async function timeExternal(gpu: Gpu, size: WorkSize, repeats: number): Promise<KernelTime> {
  const us: number[] = [];
  for (let round = -1; round < repeats; round++) {
    const startMs = performance.now();
    await loadExternal.run(gpu, size);
    if (round >= 0) us.push(1000 * (performance.now() - startMs));
  }
  const [columns, rows] = size.picture;
  return {
    kernel: "resize-load-external",
    work: loadExternal.name,
    clock: "wait",
    us,
    bytes: 8 * columns * rows,
    fmas: null,
    starts: 1,
  };
}
