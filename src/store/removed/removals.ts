// What is deleted goes from the lists at once and from the disk some seconds later, so that it can be taken back. A mark on the
// disk lets the next visit remove what this one could not, if it ends before.

import { toPlainError, type PlainError } from "../../base/errors.ts";
import { memoryTurns, readRecord, recordOf } from "../kept/record.ts";
import { selectModelInfo } from "../models/selectors.ts";
import type { SessionContext } from "../session/context.ts";
import type { Notice, Undo } from "../view/types.ts";
import { REMOVING } from "./removal-part.ts";
import type { Removal } from "./types.ts";

export const UNDO_MS = 10_000;

export interface Removals {
  /** Lets the files go in some seconds, unless the reader takes it back. */
  readonly remove: (removal: Omit<Removal, "untilMs">) => Promise<void>;
  readonly takeBack: (removal: Removal) => Promise<void>;
  /** Removes at once what waits, for what needs its room; a model that is wanted again is taken back. */
  readonly makeRoom: (wantedModel?: string) => Promise<void>;
  /** Ends what an earlier visit has begun. */
  readonly goOn: () => Promise<void>;
}

interface Ways {
  /** Reads the lists of saved memories and stored models again, without what `State.removing` has. */
  readonly refresh: (kind: Removal["kind"]) => Promise<void>;
  readonly notify: (error: PlainError, kind?: Notice["kind"]) => void;
  readonly offerUndo: (message: string, undo: Undo) => void;
}

const isSame = (one: Removal, other: Removal): boolean =>
  one.kind === other.kind && one.id === other.id;

export function createRemovals(
  { engine, env, get, set }: SessionContext,
  { refresh, notify, offerUndo }: Ways,
): Removals {
  const NAME = REMOVING.name;
  let last: Promise<unknown> = Promise.resolve();

  const marked = async (): Promise<readonly Removal[]> => {
    const found = readRecord(REMOVING, await env.kept.readShared(NAME));
    return found.kind === "read" ? found.value : [];
  };
  /** Changes the marks, which all tabs share. Without a disk for them nothing is left for the next visit. */
  const mark = (change: (all: readonly Removal[]) => readonly Removal[]): Promise<void> => {
    const done = last.then(async () => {
      await env.kept.writeShared(NAME, recordOf(REMOVING, change(await marked())));
    });
    last = done.catch(() => undefined);
    return done.catch(() => undefined);
  };
  const unmark = (removal: Removal) => mark((all) => all.filter((one) => !isSame(one, removal)));

  const isWaiting = (removal: Removal) => get().removing.some((one) => isSame(one, removal));
  /** Shows it no longer as deleted, and no longer offers it. */
  const drop = (removal: Removal) =>
    set({
      removing: get().removing.filter((one) => !isSame(one, removal)),
      notices: get().notices.filter(
        ({ undo }) => undo?.kind !== "removal" || !isSame(undo.removal, removal),
      ),
    });

  const takeFromDisk = async ({ kind, id }: Removal) => {
    if (kind === "model") return env.weights.remove(id);
    await engine.deleteSaved(id);
    await env.kept.removeShared(memoryTurns(id)).catch(() => undefined);
  };
  const finish = async (removal: Removal) => {
    // It may have been taken back, and deleted again since.
    if (!get().removing.includes(removal)) return;
    const isUsed = removal.kind === "model" && selectModelInfo(get())?.id === removal.id;
    try {
      if (!isUsed) await takeFromDisk(removal);
    } catch (thrown) {
      notify(toPlainError(thrown));
    }
    await unmark(removal);
    drop(removal);
    await refresh(removal.kind);
  };
  const finishMarked = async (removal: Removal) => {
    // The tab in which it was deleted may have taken it back.
    const isStillMarked = (await marked().catch(() => [])).some((one) => isSame(one, removal));
    if (isStillMarked) return finish(removal);
    drop(removal);
    await refresh(removal.kind);
  };
  const takeBack = async (removal: Removal) => {
    if (!isWaiting(removal)) return;
    drop(removal);
    await unmark(removal);
    await refresh(removal.kind);
  };

  return {
    takeBack,
    remove: async (given) => {
      const removal = { ...given, untilMs: Date.now() + UNDO_MS };
      set({ removing: [...get().removing, removal] });
      void mark((all) => [...all, removal]);
      offerUndo(`${removal.name} was deleted.`, { kind: "removal", removal });
      env.after(UNDO_MS, () => void finish(removal));
      await refresh(removal.kind);
    },
    makeRoom: async (wantedModel) => {
      for (const removal of get().removing) {
        const isWanted = removal.kind === "model" && removal.id === wantedModel;
        await (isWanted ? takeBack : finish)(removal);
      }
    },
    goOn: async () => {
      const left = await marked().catch(() => []);
      if (left.length === 0) return;
      set({ removing: [...get().removing, ...left.filter((one) => !isWaiting(one))] });
      for (const removal of left) {
        env.after(Math.max(0, removal.untilMs - Date.now()), () => void finishMarked(removal));
      }
    },
  };
}
