// The life of the graphics device, with the workbench of what belongs to it: opened when it is first needed, and once
// more when it was lost. Work that fails because of a loss is done again on the new one.

import { toPlainError } from "../base/errors.ts";
import { createCompressor } from "../compression/plan.ts";
import { openGpu } from "../gpu/device.ts";
import { nothingCached } from "../pipeline/cache-owner.ts";
import type { EngineEvent } from "./api.ts";
import { createPlanner } from "./plans/planner.ts";
import type { Queued } from "./queue.ts";
import { isDeviceLost, untilLost } from "./recovery.ts";
import type { Workbench } from "./turn.ts";

export interface DeviceLife {
  /** Opens the bench, if that was not done yet. */
  readonly ready: () => Promise<Workbench>;
  /** The bench that was opened or is being opened; null when none is. */
  readonly opened: () => Promise<Workbench> | null;
  /** The bench once its device is open, even while its model is being loaded. */
  readonly current: () => Workbench | null;
  /** Runs `work` on the bench; when the device is lost meanwhile, recovers and runs it once more. */
  readonly onBench: <T>(work: (bench: Workbench) => Promise<T>) => Promise<T>;
}

interface DeviceLifeParts {
  readonly queued: Queued;
  /** Brings a new bench its model. */
  readonly restoreModel: (workbench: Workbench) => Promise<void>;
  /** Frees what the videos have on a device that is gone. */
  readonly forgetMade: (workbench: Workbench) => Promise<unknown>;
}

export function createDeviceLife(
  emit: (event: EngineEvent) => void,
  { queued, restoreModel, forgetMade }: DeviceLifeParts,
): DeviceLife {
  let bench: Promise<Workbench> | null = null;
  let current: Workbench | null = null;

  /** Opens a device, with the model that was loaded last, if any. */
  const openBench = async (): Promise<Workbench> => {
    const gpu = await openGpu();
    emit({ kind: "adapter", adapter: gpu.facts });
    const compressor = createCompressor(gpu);
    const opened: Workbench = {
      gpu,
      compressor,
      planner: createPlanner(gpu, compressor),
      references: new Map(),
      model: null,
      prefix: nothingCached(),
      aheads: new Map(),
    };
    current = opened;
    void gpu.lost.then(({ message }) => {
      emit({ kind: "device-lost", reason: message });
      // Recovers even when nothing is being asked, so that the next question does not have to wait.
      queued(undefined, () => recover(opened)).catch(() => undefined);
    });
    await untilLost(gpu, restoreModel(opened));
    return opened;
  };

  const ready = (): Promise<Workbench> => {
    bench ??= openBench().catch((thrown: unknown) => {
      bench = current = null; // a later call tries again
      throw thrown;
    });
    return bench;
  };

  let recovering: Promise<void> | null = null;

  /** Opens a new device with the same model, once for each lost bench. Videos are encoded again when next used. */
  const recover = (lost: Workbench): Promise<void> => {
    if (current !== lost) return recovering ?? Promise.resolve();
    recovering = (async () => {
      emit({ kind: "recovering", step: "opening the graphics device again" });
      void forgetMade(lost).catch(() => undefined); // buffers of a lost device may never answer
      // The runtime keeps a session's memory until it is released, whatever became of its device.
      const { model } = lost;
      lost.model = null;
      void model?.release().catch(() => undefined);
      bench = current = null;
      try {
        await ready();
        emit({ kind: "recovered" });
      } catch (failure) {
        emit({ kind: "failed", error: toPlainError(failure) });
        throw failure;
      }
    })();
    return recovering;
  };

  return {
    ready,
    opened: () => bench,
    current: () => current,
    async onBench(work) {
      const first = await ready();
      try {
        return await untilLost(first.gpu, work(first));
      } catch (thrown) {
        if (!isDeviceLost(thrown)) throw thrown;
        await recover(first);
        const second = await ready();
        return untilLost(second.gpu, work(second));
      }
    },
  };
}
