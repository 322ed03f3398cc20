// A saved memory holds its questions and answers. They are a record under the memory's id, for all sessions, and come back when
// the memory is opened in a visit that does not have them.

import { newId } from "../new-id.ts";
import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import type { Turn, WholeTurn } from "../ask/types.ts";
import { wholeOf } from "../video/state.ts";
import type { KeptDisk } from "./disk.ts";
import { PARTS } from "./parts.ts";
import { memoryTurns, readRecord, recordOf } from "./record.ts";

const WAIT_MS = 300;

interface About {
  readonly savedId: string;
  readonly fileKey: number;
  readonly videoId: number;
  /** Whether it is as it came from the disk, and was not saved anew since. */
  readonly isRestored: boolean;
}

/** Returns the saved memory that is open; null without one. */
function aboutOf({ video }: State): About | null {
  const whole = wholeOf(video);
  if (video.phase !== "open" || whole?.saving.phase !== "done") return null;
  return {
    savedId: whole.saving.memory.id,
    fileKey: video.file.key,
    videoId: whole.video.id,
    isRestored: whole.savedAs?.isSaved === true && whole.savedAs.id === whole.saving.memory.id,
  };
}

const turnsAbout = ({ turns }: State, { fileKey }: About): readonly Turn[] =>
  turns.filter((turn) => turn.kind === "whole" && turn.fileKey === fileKey);

/** Returns the turns about a saved memory that had an answer, whether it is open or not. */
export async function answeredAbout(
  { env, get }: Pick<SessionContext, "env" | "get">,
  savedId: string,
): Promise<WholeTurn[]> {
  const state = get();
  const about = aboutOf(state);
  const turns =
    about?.savedId === savedId ? turnsAbout(state, about) : await turnsOnDisk(env.kept, savedId);
  return turns.flatMap((turn) =>
    turn.kind === "whole" && turn.state.phase === "done" ? [turn] : [],
  );
}

async function turnsOnDisk(kept: KeptDisk, savedId: string): Promise<readonly Turn[]> {
  const found = await kept.readShared(memoryTurns(savedId)).catch(() => undefined);
  const record = readRecord(PARTS.turns, found);
  return record.kind === "read" ? record.value : [];
}

/** Keeps the turns about saved memories, and brings them back, until `signal` is aborted. */
export function keepMemoryTurns(
  { env, get, set }: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
  signal: AbortSignal,
): void {
  const { kept } = env;
  /** The saved memory that was open last. */
  let last: About | null = null;
  const waiting = new Set<string>();

  const write = (about: About): void => {
    if (!waiting.delete(about.savedId) || signal.aborted) return;
    const turns = PARTS.turns.of({ ...get(), turns: turnsAbout(get(), about) });
    const name = memoryTurns(about.savedId);
    // Without room the memory stays as it is on the disk, and its turns in the session.
    kept.writeShared(name, recordOf(PARTS.turns, turns)).catch(() => undefined);
  };

  const bringBack = async (about: About): Promise<void> => {
    const known = await turnsOnDisk(kept, about.savedId);
    const state = get();
    if (known.length === 0 || turnsAbout(state, about).length > 0) return;
    const { fileKey, videoId } = about;
    const turns = known.flatMap((turn) =>
      turn.kind === "whole" ? [{ ...turn, id: newId(), fileKey, videoId }] : [],
    );
    set({ turns: [...state.turns, ...turns] });
  };

  let turns = get().turns;
  const follow = (state: State): void => {
    const isChanged = state.turns !== turns;
    ({ turns } = state);
    const about = aboutOf(state);
    if (about === null) return;
    const { savedId } = about;
    if (savedId !== last?.savedId) {
      // Saved anew, it has another id.
      if (last?.videoId === about.videoId) {
        waiting.delete(last.savedId);
        void kept.removeShared(memoryTurns(last.savedId));
      }
      last = about;
      if (about.isRestored) return void bringBack(about);
    } else if (!isChanged) return;
    if (waiting.has(savedId)) return;
    waiting.add(savedId);
    env.after(WAIT_MS, () => write(about));
  };
  const unsubscribe = subscribe(follow);
  signal.addEventListener("abort", unsubscribe, { once: true });
}
