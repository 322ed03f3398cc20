// Work under way, and what was read and is not saved, is not lost to another video or model without a word: the reader chooses
// what becomes of it.

import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import { memoryIn, readIn } from "./state.ts";
import type { LeavingChoice, LeavingTo } from "./types.ts";

export interface ReadingLeaver {
  /**
   * Runs `open`, which puts what `leavingTo` names in the place of what is open, at once where nothing is lost that was read, and
   * nothing else for which `isAtWork` is true. Otherwise the reader is asked, and it runs when he leaves the work. Returns whether
   * it has run.
   */
  readonly guard: (
    leavingTo: LeavingTo,
    open: () => Promise<unknown>,
    isAtWork?: (state: State) => boolean,
  ) => Promise<boolean>;
  readonly leaveReading: (choice: LeavingChoice) => Promise<void>;
  /** Takes a question back that the reader has not answered. */
  readonly unask: () => void;
}

/** Whether something has been read of a video that is still being read. */
export const selectIsReadingUnderWay = ({ video }: State): boolean => {
  const memory = memoryIn(video);
  return memory?.reading.phase === "reading" && memory.chunks.length > 0;
};

/** Whether something was read that is not saved. */
export const selectIsUnsaved = ({ video }: State): boolean => {
  const memory = readIn(video);
  return memory !== null && memory.chunks.length > 0 && memory.saving.phase !== "done";
};

/** Whether something that was read would be lost. It stays beside other frames of its file. */
export const selectIsReadLost = (state: State, leavingTo: LeavingTo): boolean =>
  leavingTo !== "frames" && selectIsUnsaved(state);

/** Whether nothing has been read yet of a video that is being read: with nothing in it, a memory goes when its reading pauses. */
export const selectIsReadingFirst = ({ video }: State): boolean => {
  const memory = memoryIn(video);
  return memory?.reading.phase === "reading" && memory.chunks.length === 0;
};

/** Resolves when that is no longer so. */
export const firstRead = (
  subscribe: (listener: (state: State) => void) => () => void,
): Promise<void> =>
  new Promise((resolve) => {
    const unsubscribe = subscribe((state) => {
      if (selectIsReadingFirst(state)) return;
      unsubscribe();
      resolve();
    });
  });

interface Ways {
  /** Saves what was read, and leaves a reading paused. */
  readonly saveToLeave: () => Promise<void>;
}

export function createReadingLeaver(
  { get, set }: SessionContext,
  { saveToLeave }: Ways,
): ReadingLeaver {
  let waiting: {
    readonly open: () => Promise<unknown>;
    readonly end: (hasRun: boolean) => void;
  } | null = null;
  const unask = () => {
    if (waiting === null) return;
    waiting.end(false);
    waiting = null;
    set({ dialog: "none" });
  };
  const save = async (): Promise<boolean> => {
    await saveToLeave();
    return !selectIsUnsaved(get());
  };

  return {
    unask,
    guard: async (leavingTo, open, isAtWork = () => false) => {
      unask();
      if (!selectIsReadLost(get(), leavingTo) && !isAtWork(get())) {
        await open();
        return true;
      }
      return new Promise((end) => {
        waiting = { open, end };
        set({ dialog: "leave", leavingTo });
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
      asked.end(leaves);
    },
  };
}
