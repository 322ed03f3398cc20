// What was being read, or had been, as it is kept.

import type { State } from "../types.ts";
import { memoryOf, openIn } from "../video/state.ts";
import type { KeptReading } from "../whole/types.ts";
import type { KeptPart } from "./part.ts";
import { fields, isFlag, isText, isWhole, listOf, orNull } from "./shape.ts";

/** What the disk has of the memory that is open, or behind the start; until it has come back, what the last visit left. */
function keptReading({ interrupted, video, turns }: State): KeptReading | null {
  if (interrupted !== null) return interrupted;
  const open = openIn(video);
  const memory = open === null ? null : memoryOf(open);
  if (open === null || memory === null || memory.video.keptId === null) return null;
  const { reading, chunks, video: read } = memory;
  return {
    savedId: memory.video.keptId,
    fileKey: open.file.key,
    isReading: reading.phase === "reading" && reading.from === "video" && reading.ending === null,
    isEmpty: chunks.length === 0,
    isBeside: open.look.kind === "frames",
    turnIds: turns.flatMap((turn) =>
      turn.kind === "whole" && turn.videoId === read.id ? [turn.id] : [],
    ),
  };
}

export const READING: KeptPart<KeptReading | null> = {
  name: "reading",
  version: 1,
  words: "The reading",
  inputs: (state) => {
    const kept = keptReading(state);
    if (kept === null) return [];
    const { turnIds, ...others } = kept;
    return [...Object.values(others), ...turnIds];
  },
  of: keptReading,
  isIt: orNull(
    fields<KeptReading>({
      savedId: isText,
      fileKey: isWhole,
      isReading: isFlag,
      isEmpty: isFlag,
      isBeside: isFlag,
      turnIds: listOf(isWhole),
    }),
  ),
};
