// The graphics device can go away at any moment: a driver resets, a laptop changes its GPU. Work that was
// under way then fails in one of many ways, or never ends; here it fails at once and is tried again on a new
// device, once.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { deviceLost, isLost } from "../gpu/errors.ts";

interface LossWatch {
  error: AppError | null;
  readonly listeners: Set<(error: AppError) => void>;
}

const watches = new WeakMap<Gpu, LossWatch>();

/** One reaction to `lost` a device: that promise lives as long as the device and would keep every question's. */
function watchOf(gpu: Gpu): LossWatch {
  const known = watches.get(gpu);
  if (known !== undefined) return known;
  const watch: LossWatch = { error: null, listeners: new Set() };
  watches.set(gpu, watch);
  void gpu.lost.then(({ message }) => {
    watch.error = deviceLost(message);
    for (const tell of watch.listeners) tell(watch.error);
    watch.listeners.clear();
  });
  return watch;
}

/** Rejects as soon as the device is lost; else settles as `work` does. */
export async function untilLost<T>(gpu: Gpu, work: Promise<T>): Promise<T> {
  const watch = watchOf(gpu);
  const { promise: loss, reject } = Promise.withResolvers<never>();
  loss.catch(() => undefined);
  if (watch.error === null) watch.listeners.add(reject);
  else reject(watch.error);
  try {
    return await Promise.race([work, loss]);
  } catch (thrown) {
    // What the failure says hardly matters when the device is gone; give a loss a moment to be announced.
    await isLost(gpu);
    throw isDeviceLost(thrown) ? thrown : (watch.error ?? thrown);
  } finally {
    watch.listeners.delete(reject);
    work.catch(() => undefined);
  }
}

export function isDeviceLost(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === "device-lost";
}
