// One answer, comparison or evaluation at a time, which the reader can stop.

import type { SessionContext } from "./context.ts";

export interface AloneWork {
  readonly isBusy: () => boolean;
  /** Runs a job, whose signal `stop` aborts. */
  readonly runAlone: (job: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  readonly stop: () => void;
}

export function createAloneWork({ set }: SessionContext): AloneWork {
  let work: AbortController | null = null;
  return {
    isBusy: () => work !== null,
    runAlone: async (job) => {
      const mine = new AbortController();
      work = mine;
      try {
        await job(mine.signal);
      } finally {
        if (work === mine) {
          work = null;
          set({ isStopping: false });
        }
      }
    },
    stop: () => {
      if (work === null) return;
      set({ isStopping: true });
      work.abort();
    },
  };
}
