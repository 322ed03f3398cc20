// One long video that was read, or is being read. What makes it up lies on the host: its records in the seed, its
// detailed entries in the store. The reader is its part on the GPU, which goes with the device or the model and is made
// again from the seed.

import { AppError } from "../base/errors.ts";
import type { Grid } from "../base/shape.ts";
import type { StageSpan } from "../pipeline/stages.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import type { EntrySpill } from "../memory/store/entry-spill.ts";
import { isOwnedBy, NO_OWNER, type CacheOwner } from "../pipeline/cache-owner.ts";
import { createVideoReader, type ReaderSeed, type VideoReader } from "../pipeline/read-video.ts";
import type { FrameSeen } from "./api.ts";
import { checkModel, type ModelKey } from "./model-key.ts";
import type { Turn } from "./turn.ts";

export interface OpenWholeParts {
  readonly id: number;
  /** The file may come later; without it nothing more can be read. */
  readonly source: { file: Blob | null; readonly name: string };
  readonly store: EntrySpill;
  /** Who read it. */
  readonly model: ModelKey;
  readonly grid: Grid;
  readonly entry: EntryShape;
  /** Of its tokens, D. */
  readonly width: number;
  /** Its detailed entries lie where it was saved. */
  readonly restsOnSaved: boolean;
}

export interface OpenWhole extends OpenWholeParts {
  readonly kind: "whole";
  readonly seed: ReaderSeed;
  /** Of all its readers. */
  readonly spans: readonly StageSpan[];
  readonly reusedFrames: number;
  /** 0 while it has no reader. */
  readonly gpuBytes: number;
  /** What the page has heard of: nothing is told twice. */
  readonly told: { frames: number; chunks: number };
  /** Where it was saved last, and how much of it. */
  saved: { readonly id: string; readonly chunks: number } | null;
  /** What it is at: one thing at a time, beside questions. */
  busy: "being read" | "being saved" | null;
  /** @throws AppError `memory-other-model`, what `createVideoReader` throws. */
  reader(turn: Turn): Promise<VideoReader>;
  /** Reads the next chunk; false when there is none. */
  next(turn: Turn, onFrame: ((frame: FrameSeen) => void) | undefined): Promise<boolean>;
  /** Closes the file, if a reader has it open. */
  rest(): Promise<void>;
  /** Gives up the GPU part; the next turn makes another. */
  detach(): Promise<void>;
}

export function createOpenWhole(
  parts: OpenWholeParts,
  from: { readonly seed: ReaderSeed; readonly reader: VideoReader | null },
): OpenWhole {
  const told = { frames: 0, chunks: 0 };
  const owner: CacheOwner = { kind: "memory", videoId: parts.id };
  let { seed, reader } = from;
  /** Of readers that are gone. */
  const past = { spans: [] as StageSpan[], reusedFrames: 0 };
  let generation = 0;

  const stand = async (turn: Turn): Promise<VideoReader> => {
    checkModel(parts.model, turn.model);
    if (reader !== null) return reader;
    const mine = generation;
    turn.prefix.owner = NO_OWNER;
    const { gpu, model, compressor } = turn;
    const made = await createVideoReader(gpu, model, compressor, parts.source, {
      store: parts.store,
      seed,
    });
    if (mine !== generation) {
      // Its device was lost meanwhile; whoever wanted it has another one.
      await made.destroy();
      throw new AppError("device-lost", "The graphics device went away.", "Ask again.");
    }
    reader = made;
    return made;
  };

  return {
    kind: "whole",
    ...parts,
    told,
    saved: null,
    busy: null,
    get seed() {
      return reader?.seed ?? seed;
    },
    get spans() {
      return [...past.spans, ...(reader?.spans ?? [])];
    },
    get reusedFrames() {
      return past.reusedFrames + (reader?.reusedFrames ?? 0);
    },
    get gpuBytes() {
      return reader?.memory.gpuBytes ?? 0;
    },
    reader: stand,
    async next(turn, onFrame) {
      const standing = await stand(turn);
      const { memory } = standing;
      // The last chunk left the compact memory in the cache, unless somebody asked since.
      if (!isOwnedBy(turn.prefix, owner)) await memory.assembleCompact();
      turn.prefix.owner = NO_OWNER; // until the chunk is wholly in
      const chunk = await standing.next({
        onFrame(frame) {
          const isNew = frame.index >= told.frames;
          told.frames = Math.max(told.frames, frame.index + 1);
          if (isNew && onFrame !== undefined) onFrame(frame);
          else frame.thumbnail.close();
        },
      });
      turn.prefix.owner = owner;
      return chunk !== null;
    },
    async rest() {
      await reader?.close();
    },
    async detach() {
      const old = reader;
      if (old !== null) {
        seed = old.seed;
        past.spans.push(...old.spans);
        past.reusedFrames += old.reusedFrames;
      }
      reader = null;
      generation++;
      await old?.destroy();
    },
  };
}

/** @throws AppError `memory-empty` while the memory holds no chunk. */
export function checkRead({ seed }: OpenWhole): void {
  if (seed.records.length > 0) return;
  throw new AppError(
    "memory-empty",
    "Nothing of this video has been read yet.",
    "Wait until its first part is in.",
  );
}
