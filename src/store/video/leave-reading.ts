// A reading under way is not lost to another video without a word: the reader chooses what becomes of it.

import type { SessionContext } from "../session/context.ts";
import { memoryIn } from "./state.ts";
import type { LeavingChoice } from "./types.ts";

export interface ReadingLeaver {
  /**
   * Runs `open` at once where no reading would be lost. Otherwise the reader is asked, and it runs when he leaves the reading;
   * the result resolves when it has run or the reading was kept.
   */
  readonly guard: (open: () => Promise<void>) => Promise<void>;
  readonly leaveReading: (choice: LeavingChoice) => Promise<void>;
}

interface Ways {
  readonly pause: () => void;
  readonly saveMemory: () => Promise<void>;
}

export function createReadingLeaver(
  { get, set }: SessionContext,
  { pause, saveMemory }: Ways,
): ReadingLeaver {
  let waiting: { readonly open: () => Promise<void>; readonly end: () => void } | null = null;

  const wouldLose = (): boolean => {
    const memory = memoryIn(get().video);
    return memory?.reading.phase === "reading" && memory.chunks.length > 0;
  };
  const save = async (): Promise<boolean> => {
    pause();
    await saveMemory();
    return memoryIn(get().video)?.saving.phase !== "failed";
  };

  return {
    guard: (open) => {
      if (!wouldLose()) return open();
      waiting?.end();
      return new Promise((end) => {
        waiting = { open, end };
        set({ dialog: "leave" });
      });
    },
    leaveReading: async (choice) => {
      const asked = waiting;
      waiting = null;
      set({ dialog: "none" });
      if (asked === null) return;
      // What could not be saved stays, with the reason beside it.
      const leaves = choice === "drop" || (choice === "save" && (await save()));
      if (leaves) await asked.open();
      asked.end();
    },
  };
}
