// The graphics device can be lost at any moment: a driver resets, a laptop changes its GPU. Work in progress then fails
// in one of many ways, or never ends. Here it fails at once and is tried again on a new device, once.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { deviceLost, isLost } from "../gpu/errors.ts";

interface LossWatch {
  error: AppError | null;
  readonly listeners: Set<(error: AppError) => void>;
}

const watches = new WeakMap<Gpu, LossWatch>();

/**
 * Watches `lost` once for each device, because that promise lives as long as the device and would keep every question's
 * reaction.
 */
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
  let tell = (_error: AppError): void => undefined;
  const loss = new Promise<never>((_resolve, reject) => {
    tell = reject;
  });
  loss.catch(() => undefined);
  if (watch.error === null) watch.listeners.add(tell);
  else tell(watch.error);
  try {
    return await Promise.race([work, loss]);
  } catch (thrown) {
    // A loss may be announced shortly after the failure, whose own text then hardly matters.
    await isLost(gpu);
    throw isDeviceLost(thrown) ? thrown : (watch.error ?? thrown);
  } finally {
    watch.listeners.delete(tell);
    work.catch(() => undefined);
  }
}

export function isDeviceLost(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === "device-lost";
}
