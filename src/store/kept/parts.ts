// The parts of a session that are kept on the disk. Each is a record of its own, so that one that cannot be read takes no other
// with it, and a changed setting does not write the answers again.

import { MAX_FRAMES } from "../../base/sampling.ts";
import type { Cue, Shares } from "../../engine/api.ts";
import { RELEVANCE_IDS, SCORER_IDS } from "../../engine/catalogue.ts";
import type { CompareSetup } from "../compare/types.ts";
import type { Batch, Turn } from "../ask/types.ts";
import type { Choices } from "../plan/types.ts";
import type { State } from "../types.ts";
import { memoryOf, openIn } from "../video/state.ts";
import { besideOf } from "../video/inside-subtitles.ts";
import type { FileOrigin, FileSubtitles, Subtitles, VideoFile } from "../video/types.ts";
import type { KeptReading, WholeChoices } from "../whole/types.ts";
import { isBudget, isMethod, isPositions, isShare, isSpread, isVariant } from "./answer-shape.ts";
import {
  areComparisons,
  comparisonsAtRest,
  isSetup,
  type KeptComparisons,
} from "./comparison-shape.ts";
import {
  either,
  exactly,
  fields,
  isFlag,
  isNumber,
  isText,
  isWhole,
  listOf,
  oneOf,
  optional,
  orNull,
  type Check,
} from "./shape.ts";
import { areTurns, turnsAtRest } from "./turn-shape.ts";

export interface KeptPart<T> {
  readonly name: string;
  /** Raised when a record's shape changes so that earlier pages cannot read it, or this one cannot read theirs. */
  readonly version: number;
  /** The part for readers, as in "The answers of your last visit could not be read". */
  readonly words: string;
  /** Returns what the record is made from; while all of it stays the same, nothing is written. */
  readonly inputs: (state: State) => readonly unknown[];
  readonly of: (state: State) => T;
  readonly isIt: Check<T>;
}

export interface KeptSettings {
  /** A range is of one video, and is kept in the address with it. What earlier versions did not have is optional. */
  readonly choices: Omit<Choices, "range" | "copiesStill"> & {
    readonly copiesStill?: boolean | undefined;
  };
  readonly wholeChoices: WholeChoices;
  readonly draft: string;
  readonly setup: CompareSetup;
}

export interface KeptFiles {
  /** The files, without their bytes. */
  readonly files: readonly Pick<VideoFile, "key" | "name" | "origin">[];
  /** The key of the one that is open. */
  readonly open: number | null;
}

const isWay = oneOf(["auto", "frames", "whole"] as const);

const SETTINGS: KeptPart<KeptSettings> = {
  name: "settings",
  version: 1,
  words: "The settings",
  inputs: ({ choices, wholeChoices, draft, compare }) => [
    choices,
    wholeChoices,
    draft,
    compare.setup,
  ],
  of: ({ choices, wholeChoices, draft, compare }) => ({
    choices,
    wholeChoices,
    draft,
    setup: compare.setup,
  }),
  isIt: fields<KeptSettings>({
    choices: fields<KeptSettings["choices"]>({
      retention: isShare,
      method: isMethod,
      variant: isVariant,
      exactBudget: isFlag,
      budget: orNull(isBudget),
      seed: isWhole,
      favorsEnds: isFlag,
      frames: orNull((value): value is number => isWhole(value) && value <= MAX_FRAMES),
      spread: orNull(isSpread),
      stepTokens: orNull(isWhole),
      positions: orNull(isPositions),
      copiesStill: optional(isFlag),
    }),
    wholeChoices: fields<WholeChoices>({
      way: isWay,
      framesPerSec: isNumber,
      shares: fields<Shares>({ detailed: isShare, compact: isShare }),
      scorer: oneOf(SCORER_IDS),
      chunks: isWhole,
      relevance: oneOf(RELEVANCE_IDS),
    }),
    draft: isText,
    setup: isSetup,
  }),
};

type Origin<K extends FileOrigin["kind"]> = Extract<FileOrigin, { readonly kind: K }>;

const isOrigin = either(
  fields<Origin<"sample">>({ kind: exactly("sample"), file: isText }),
  fields<Origin<"address">>({ kind: exactly("address"), url: isText }),
  fields<Origin<"disk">>({
    kind: exactly("disk"),
    name: isText,
    bytes: isWhole,
    modifiedMs: isNumber,
  }),
  fields<Origin<"live">>({ kind: exactly("live"), startedMs: isNumber }),
  fields<Origin<"memory">>({ kind: exactly("memory"), id: isText }),
);

/** A file that is being opened is the last one that became known. */
const openKey = ({ video, files }: State): number | null =>
  (video.phase === "opening" ? files.at(-1)?.key : openIn(video)?.file.key) ?? null;

const FILES: KeptPart<KeptFiles> = {
  name: "files",
  version: 2,
  words: "Which videos were open",
  inputs: (state) => [state.files, openKey(state)],
  of: (state) => ({
    files: state.files.map(({ key, name, origin }) => ({ key, name, origin })),
    open: openKey(state),
  }),
  isIt: fields<KeptFiles>({
    files: listOf(
      fields<KeptFiles["files"][number]>({ key: isWhole, name: isText, origin: isOrigin }),
    ),
    open: orNull(isWhole),
  }),
};

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

const READING: KeptPart<KeptReading | null> = {
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

/** Those in tracks of the video's own file are read again. */
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
