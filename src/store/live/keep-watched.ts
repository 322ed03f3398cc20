// Keeps what was watched for beside the memory on the disk: when a question fires or is removed, and at the end.

import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import { memoryIn } from "../video/state.ts";
import type { LiveLook, LiveSource, StandingWatch } from "./types.ts";
import { noteOf } from "./watched-notes.ts";

export interface WatchedKeeper {
  /** Writes all of it under the name of a saved memory. @throws AppError `memory-*`. */
  readonly finish: (savedId: string) => Promise<void>;
  /** Writes nothing more by itself. */
  readonly end: () => void;
}

const hitsIn = (watches: readonly StandingWatch[]): string =>
  watches.map(({ id, hits }) => `${id} ${hits.at(-1)?.chunk ?? ""}`).join();

export function keepWatched(
  { engine, get }: Pick<SessionContext, "engine" | "get">,
  subscribe: (listener: (state: State) => void) => () => void,
  { stream }: Pick<LiveSource, "stream">,
): WatchedKeeper {
  let watches: LiveLook["watches"] = [];
  let wanted = "";
  let written = "";
  let writing: Promise<void> | null = null;

  const write = async (savedId: string): Promise<void> => {
    const watched = await Promise.all(watches.map(noteOf));
    await engine.noteSaved(savedId, { watched });
  };
  const writeAll = async (savedId: string): Promise<void> => {
    written = wanted;
    // What nobody saved yet is not promised to be there later.
    await write(savedId).catch(() => undefined);
    if (written !== wanted) await writeAll(savedId);
  };

  const unsubscribe = subscribe(() => {
    const whole = memoryIn(get().video);
    if (whole?.live?.stream !== stream) return;
    ({ watches } = whole.live);
    wanted = hitsIn(watches);
    const { keptId } = whole.video;
    if (keptId === null || wanted === written || writing !== null) return;
    writing = writeAll(keptId).finally(() => (writing = null));
  });
  return {
    finish: async (savedId) => {
      await writing;
      if (watches.length > 0) await write(savedId);
    },
    end: unsubscribe,
  };
}
