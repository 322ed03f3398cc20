// Shows an entry of the browser's history, unless it would end work that the reader stays with.

import type { SessionContext } from "../session/context.ts";
import { selectIsBusy } from "../selectors.ts";
import type { Choices } from "../plan/types.ts";
import type { ReadingLeaver } from "../video/leave-reading.ts";
import type { LeavingTo } from "../video/types.ts";
import type { ShowEntry } from "./keep-address.ts";

export interface EntryShower {
  /** Runs what ends an answer or a reading when the reader has agreed, for the entry that is being shown. */
  readonly unlessAtWork: (leavingTo: LeavingTo, end: () => Promise<unknown>) => Promise<void>;
  /** Makes a function that shows entries of one that shows them whatever is under way. */
  readonly showing: (show: (...entry: Parameters<ShowEntry>) => Promise<unknown>) => ShowEntry;
}

interface Shown {
  stays: boolean;
  isOver: boolean;
  /** The choices of what is on show. */
  readonly before: Choices;
}

export function createEntryShower(
  { get, set }: SessionContext,
  { guard, unask }: Pick<ReadingLeaver, "guard" | "unask">,
): EntryShower {
  let last: Shown | null = null;
  return {
    unlessAtWork: async (leavingTo, end) => {
      const mine = last;
      const hasRun = await guard(leavingTo, end, selectIsBusy);
      if (mine !== null) mine.stays = !hasRun;
    },
    showing:
      (show) =>
      async (...entry) => {
        unask();
        if (last?.isOver === false) set({ choices: last.before });
        const mine: Shown = { stays: false, isOver: false, before: get().choices };
        last = mine;
        try {
          await show(...entry);
        } finally {
          mine.isOver = true;
        }
        if (mine.stays && last === mine) set({ choices: mine.before });
        return !mine.stays;
      },
  };
}
