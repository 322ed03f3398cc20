// The graphics device can go away at any moment: a driver resets, a laptop changes its GPU. Work that was
// under way then fails in one of many ways, or never ends; here it fails at once and is tried again on a new
// device, once.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";

/** Rejects as soon as the device is lost; else settles as `work` does. */
export async function untilLost<T>(gpu: Gpu, work: Promise<T>): Promise<T> {
  let lost = false;
  const watch = gpu.lost.then((info) => {
    lost = true;
    throw deviceLost(info.message);
  });
  watch.catch(() => undefined);
  try {
    return await Promise.race([work, watch]);
  } catch (thrown) {
    // What the failure says hardly matters when the device is gone; give a loss a moment to be announced.
    await Promise.race([watch.catch(() => undefined), pause(LOSS_NOTICE_MS)]);
    if (lost && !isDeviceLost(thrown)) throw deviceLost(String(thrown));
    throw thrown;
  } finally {
    work.catch(() => undefined);
  }
}

/** A failed call may be heard of before `device.lost`. */
const LOSS_NOTICE_MS = 50;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function isDeviceLost(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === "device-lost";
}

function deviceLost(reason: string): AppError {
  return new AppError(
    "device-lost",
    `The graphics device went away (${reason || "no reason given"}).`,
    "Ask again; if it keeps happening, close other pages that use the GPU or update its driver.",
  );
}
