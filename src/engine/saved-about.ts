// What the head of a saved memory tells about its video and its model.

import { AppError } from "../base/errors.ts";
import type { Grid } from "../base/shape.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import type { Shares } from "../memory/levels.ts";
import type { RecordShape } from "../memory/store/record-layout.ts";
import type { SavedFolder } from "../memory/store/saved-folder.ts";
import { JsonFile } from "../base/json.ts";
import { completeReadSettings, type ReadSettings } from "../memory/read-settings.ts";
import type { SavedMemory, VideoFacts } from "./api.ts";
import type { ModelKey } from "./model-key.ts";

export interface SavedAbout {
  readonly name: string;
  readonly model: ModelKey;
  readonly settings: ReadSettings;
  readonly facts: VideoFacts;
  readonly timesSec: readonly number[];
  readonly grid: Grid;
  readonly entry: EntryShape;
  /** D */
  readonly width: number;
  /** The number of frames that were read. */
  readonly frames: number;
  readonly isComplete: boolean;
  readonly savedAtMs: number;
  /** Whether the reader saved it; else it was kept for a visit that goes on with the reading. */
  readonly isSaved: boolean;
}

export const recordShape = ({ entry, width, grid }: SavedAbout): RecordShape => ({
  entry,
  width,
  frameTokens: grid.rows * grid.columns,
});

export const savedMemory = (folder: SavedFolder, about: SavedAbout): SavedMemory => {
  const { name, facts, model, settings, frames, isComplete, savedAtMs, isSaved } = about;
  const { id, title, precision } = model;
  return {
    id: folder.id,
    name,
    fileBytes: facts.bytes,
    model: { id, title, precision },
    settings,
    facts,
    frames,
    chunks: folder.head.chunks.length,
    isComplete,
    bytes: folder.bytes,
    savedAtMs,
    isSaved,
  };
};

/** Reads a head. @throws AppError `memory-damaged`. */
export function parseAbout({ head }: SavedFolder): SavedAbout {
  try {
    const about = new JsonFile("head", head.about);
    const model = about.object("model");
    const grid = about.object("grid");
    const entry = about.object("entry");
    return {
      name: about.string("name"),
      model: {
        id: model.string("id"),
        title: model.string("title"),
        precision: model.string("precision"),
        digest: model.string("digest"),
      },
      settings: parseSettings(about.object("settings")),
      facts: parseFacts(about.object("facts")),
      timesSec: about.numbers("timesSec"),
      grid: { rows: grid.count("rows"), columns: grid.count("columns") },
      entry: {
        layers: entry.count("layers"),
        heads: entry.count("heads"),
        size: entry.count("size"),
        dtype: entry.string("dtype") === "float16" ? "float16" : "float32",
      },
      width: about.count("width"),
      frames: about.count("frames"),
      isComplete: about.maybe("isComplete") === true,
      savedAtMs: about.number("savedAtMs"),
      // Earlier versions kept nothing by themselves.
      isSaved: about.maybe("isSaved") !== false,
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      "memory-damaged",
      `The saved video cannot be opened: its head makes no sense (${why})`,
      "Delete it and read the video again.",
      { cause },
    );
  }
}

/** Memories saved by an earlier version have other names for the shares. */
function parseSettings(settings: JsonFile): ReadSettings {
  const { compactShare, shares, ...others } = settings.raw as SavedSettings;
  return completeReadSettings({
    ...others,
    ...(compactShare !== undefined && { contextShare: compactShare }),
    ...(shares !== undefined && {
      shares: "low" in shares ? { detailed: shares.low, compact: shares.high } : shares,
    }),
  });
}

type SavedSettings = Partial<Omit<ReadSettings, "shares">> & {
  readonly shares?: Shares | { readonly low: number; readonly high: number };
  readonly compactShare?: number;
};

const parseFacts = (facts: JsonFile): VideoFacts => ({
  name: facts.string("name"),
  // Memories saved by an earlier version do not say it.
  startSec: facts.number("startSec", 0),
  durationSec: facts.number("durationSec"),
  width: facts.count("width"),
  height: facts.count("height"),
  codec: facts.string("codec"),
  container: facts.string("container"),
  isPlayedAlike: facts.maybe("isPlayedAlike") !== false,
  frameCount: facts.maybe("frameCount") === null ? null : facts.number("frameCount"),
  bytes: facts.number("bytes"),
});
