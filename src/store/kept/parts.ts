// The parts of a session that are kept on the disk. Each is a record of its own, so that one that cannot be read takes no other
// with it, and a changed setting does not write the answers again.

import type { Cue } from "../../engine/api.ts";
import type { Batch, Turn } from "../ask/types.ts";
import { besideOf } from "../video/inside-subtitles.ts";
import type { FileSubtitles, Subtitles } from "../video/types.ts";
import { areComparisons, comparisonsAtRest, type KeptComparisons } from "./comparison-shape.ts";
import { FILES } from "./files-part.ts";
import type { KeptPart } from "./part.ts";
import { READING } from "./reading-part.ts";
import { SETTINGS } from "./settings-part.ts";
import { exactly, fields, isFlag, isNumber, isText, isWhole, listOf, orNull } from "./shape.ts";
import { areTurns, turnsAtRest } from "./turn-shape.ts";

/** The words of a running answer do not count: they are kept when it has ended. */
const TURNS: KeptPart<readonly Turn[]> = {
  name: "turns",
  version: 3,
  words: "The conversation",
  inputs: ({ turns }) => [
    turns.length,
    ...turns.flatMap(({ id, state, maxTokens, known }) => [id, state.phase, maxTokens, known]),
  ],
  of: ({ turns }) => turnsAtRest(turns),
  isIt: areTurns,
};

const COMPARISONS: KeptPart<KeptComparisons> = {
  name: "comparisons",
  version: 2,
  words: "The comparisons",
  inputs: ({ compare: { list, shown } }) => [
    shown,
    ...list.map(({ id, columns }) => `${id} ${columns.flatMap(phasesOf).join(" ")}`),
  ],
  of: ({ compare }) => comparisonsAtRest(compare),
  isIt: areComparisons,
};

/** A list that is being asked has been stopped; it can go on. */
const BATCH: KeptPart<Batch | null> = {
  name: "batch",
  version: 1,
  words: "The list of questions",
  inputs: ({ batch }) => [batch?.questions, batch?.turnIds],
  of: ({ batch }) => batch && { ...batch, isRunning: false },
  isIt: orNull(
    fields<Batch>({
      questions: listOf(isText),
      turnIds: listOf(orNull(isWhole)),
      isRunning: exactly(false),
      fileKey: isWhole,
      videoName: isText,
    }),
  ),
};

const phasesOf = ({
  cells,
  quality,
}: Pick<KeptComparisons["list"][number]["columns"][number], "cells" | "quality">) =>
  [...cells, quality].map(({ phase }) => phase);

/** Subtitles of files beside the video; those in tracks of its own file are read again. */
const SUBTITLES: KeptPart<FileSubtitles | null> = {
  name: "subtitles",
  version: 1,
  words: "The subtitles",
  inputs: ({ subtitles }) =>
    subtitles === null ? [] : [subtitles.fileKey, ...besideOf(subtitles)],
  of: ({ subtitles }) => {
    const tracks = subtitles === null ? [] : besideOf(subtitles);
    return subtitles === null || tracks.length === 0
      ? null
      : { fileKey: subtitles.fileKey, tracks, shown: 0 };
  },
  isIt: orNull(
    fields<FileSubtitles>({
      fileKey: isWhole,
      tracks: listOf(
        fields<Subtitles>({
          name: isText,
          cues: listOf(fields<Cue>({ fromSec: isNumber, toSec: isNumber, text: isText })),
          isInside: isFlag,
        }),
      ),
      shown: isWhole,
    }),
  ),
};

export const PARTS = {
  settings: SETTINGS,
  files: FILES,
  subtitles: SUBTITLES,
  turns: TURNS,
  reading: READING,
  batch: BATCH,
  comparisons: COMPARISONS,
} as const;
