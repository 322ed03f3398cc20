// Brings back what was being read when the page was left. The reading goes on by itself where its file can be had without asking.

import type { PlainError } from "../../base/errors.ts";
import type { SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { Notice } from "../view/types.ts";
import type { KnownOpener } from "../video/open-known.ts";
import type { MemoryFile } from "../video/opening/memory-file.ts";
import { openIn } from "../video/state.ts";
import { isHere } from "../video/types.ts";
import { selectWhole } from "./selectors.ts";

interface Ways extends KnownOpener {
  readonly openSaved: (memory: SavedMemory, of: MemoryFile) => Promise<void>;
  readonly readOn: () => Promise<void>;
  readonly setWay: (way: "frames") => Promise<void>;
  readonly notify: (error: PlainError, kind?: Notice["kind"]) => void;
}

const lost = (name: string): PlainError => ({
  code: "reading-lost",
  message: `What had been read of ${name} is no longer on this disk.`,
  hint: "The browser may have needed the room. Read the video again if you want to ask about all of it.",
});

/** Returns a function that brings back `interrupted`, and resolves when it is there; the reading then goes on. */
export function createReadingResumer(
  { engine, get, set }: SessionContext,
  { sourceOf, openKnown, openSaved, readOn, setWay, notify }: Ways,
): () => Promise<void> {
  return async () => {
    const { interrupted, files } = get();
    const file = files.find(({ key }) => key === interrupted?.fileKey);
    if (interrupted === null || file === undefined) return;
    const { savedId, isReading: wasReading, isEmpty, isBeside } = interrupted;
    const onDisk = await engine.savedMemories().catch(() => []);
    const memory = onDisk.find(({ id }) => id === savedId);
    if (memory === undefined) {
      set({ interrupted: null });
      if (!isEmpty) notify(lost(file.name), "info");
      await openKnown(file.key, wasReading && isEmpty ? "whole" : "frames");
      return;
    }
    const isMemory = file.origin.kind === "memory";
    await openSaved(memory, { file, source: isMemory ? null : await sourceOf(file) });
    const whole = selectWhole(get());
    if (whole?.savedAs?.id !== savedId) return;
    const isAbout = new Set(interrupted.turnIds);
    set({
      turns: get().turns.map((turn) =>
        turn.kind === "whole" && isAbout.has(turn.id) ? { ...turn, videoId: whole.video.id } : turn,
      ),
    });
    const open = openIn(get().video);
    // What was read as it happened has no file to go on with.
    const isReading = wasReading && file.origin.kind !== "live";
    const needsFile = isReading && (open === null || !isHere(open.file));
    if (needsFile) return;
    set({ interrupted: null });
    if (isReading) void readOn();
    else if (isBeside) await setWay("frames");
  };
}
