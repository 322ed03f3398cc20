// Opens videos: bytes, then model, then frames or the whole. A newer opening replaces an older one; a stopped or failed
// one leaves what was there before, which is closed only when its successor is ready.

import { isAbort, toPlainError, type PlainError } from "../../base/errors.ts";
import type { ModelInfo, SavedMemory, VideoFacts } from "../../engine/api.ts";
import { closeWhole, closeOpen, closeStrip } from "./closing.ts";
import type { SessionContext } from "../session/context.ts";
import { fittingRate, MOST_FRAMES_SEC } from "../whole/choices.ts";
import { createWholeReader, type WholeReader } from "../whole/reading.ts";
import { wholeIn } from "../whole/state.ts";
import type { LookingWay } from "../whole/types.ts";
import type { ModelLoader } from "../models/loading.ts";
import { framesWanted } from "./frame-actions.ts";
import { lookAtFrames } from "./opening-frames.ts";
import { takesThePage } from "../session/page-error.ts";
import type { Actions, OpeningStep, OpeningVideo, OpenVideo, State, VideoFile } from "../types.ts";
import { newFileKey } from "./types.ts";

/** Where the bytes come from; `read` is called once. */
export interface OpeningSource {
  readonly name: string;
  readonly isRemote: boolean;
  readonly read: (
    signal: AbortSignal,
    onProgress: (bytes: { done: number; total: number }) => void,
  ) => Promise<VideoFile>;
}

/** A file that is already here. */
export const sourceOfFile = (file: VideoFile): OpeningSource => ({
  name: file.name,
  isRemote: false,
  read: () => Promise.resolve(file),
});

export interface OpenOptions {
  /** Default: by the file's length. */
  readonly way?: LookingWay;
  /** The memory of the same file stays beside its frames. */
  readonly keepsWhole?: boolean;
}

export interface Opener extends Pick<WholeReader, "pause" | "readOn" | "attach"> {
  readonly open: (source: OpeningSource, options?: OpenOptions) => Promise<void>;
  readonly openSaved: (memory: SavedMemory) => Promise<void>;
  /** What failed, once more in another way. */
  readonly retry: (options: OpenOptions) => Promise<void>;
  /** From the frames of a video to the memory that was kept beside them. */
  readonly backToWhole: () => Promise<void>;
  /** What is open or opening, to open it once more; null when there is nothing. */
  readonly source: () => OpeningSource | null;
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

const framesOnly = ({ title }: ModelInfo, frames: number): PlainError => ({
  code: "memory-family",
  message: `${title} cannot read a long video chunk by chunk yet; it looks at ${frames} frames of this one.`,
  hint: "Choose a model that can to ask about all of it, or ask for more frames.",
});

/** The video that a stopped opening goes back to. */
export function previousOf({ video }: State): OpenVideo | null {
  if (video.phase === "none") return null;
  // A memory in which nothing is goes with its reading.
  if (video.phase === "whole") return video.chunks.length > 0 ? video : null;
  return video.phase === "ready" ? video : video.previous;
}

export function createOpener(
  context: SessionContext,
  models: ModelLoader,
  replan: () => Promise<void>,
  notify: Actions["notify"],
): Opener {
  const { engine, get, set } = context;
  const reader = createWholeReader(context);
  let abort: AbortController | null = null;
  let opening: OpeningSource | null = null;

  /** Changes the opening if it is still this one. */
  const update = (
    mine: AbortController,
    change: (video: OpeningVideo) => Partial<OpeningVideo>,
  ) => {
    const { video } = get();
    if (mine !== abort || video.phase !== "opening") return false;
    set({ video: { ...video, ...change(video) } });
    return true;
  };

  /** Ends the opening that is under way, if any, and frees its pictures. */
  const abandon = () => {
    abort?.abort();
    abort = null;
    const { video } = get();
    if (video.phase === "opening") closeStrip(video.strip);
  };

  /** Puts a video in the place of its opening and closes what was there before; null when the opening has gone. */
  const arrive = async (
    mine: AbortController,
    make: (now: OpeningVideo) => OpenVideo,
  ): Promise<boolean> => {
    const now = get().video;
    if (mine !== abort || now.phase !== "opening") return false;
    abort = null;
    const open = make(now);
    set({ video: open, plan: { phase: "none" }, selected: 0, hovered: null, isPlaying: false });
    if (open.phase === "whole") closeStrip(now.strip);
    if (now.previous !== null) await closeOpen(engine, now.previous, wholeIn(open));
    return true;
  };

  const readWhole = (mine: AbortController, file: VideoFile) =>
    reader.read(file, { signal: mine.signal, arrive: (whole) => arrive(mine, () => whole) });

  /** True for a file that is better read whole, and can be; chooses a rate at which it fits. */
  const wantsWhole = (facts: VideoFacts): boolean => {
    const { model, wholeChoices } = get();
    if (facts.durationSec <= MOST_FRAMES_SEC || model.phase !== "ready") return false;
    if (!model.info.canReadWhole) {
      notify(framesOnly(model.info, framesWanted(get())), "info");
      return false;
    }
    const framesPerSec = fittingRate(facts.durationSec, wholeChoices, model.info);
    if (framesPerSec === null) return false;
    set({ wholeChoices: { ...wholeChoices, framesPerSec } });
    return true;
  };

  const look = async (mine: AbortController, file: VideoFile, keepsWhole: boolean) => {
    const { way } = get().wholeChoices;
    if (way === "whole") return readWhole(mine, file);
    if (way === "auto") {
      const facts = await engine.inspect(file.blob, { name: file.name, signal: mine.signal });
      if (!update(mine, () => ({ facts }))) return;
      if (wantsWhole(facts)) return readWhole(mine, file);
    }
    const video = await lookAtFrames(context, file, mine.signal, (how) => update(mine, how));
    const isHere = await arrive(mine, ({ previous, strip }) => ({
      phase: "ready",
      file,
      video,
      strip,
      whole: keepsWhole ? wholeIn(previous) : null,
    }));
    if (isHere) await replan();
    else await engine.close(video);
  };

  const fail = (mine: AbortController, name: string, thrown: unknown) => {
    if (isAbort(thrown) || mine !== abort) return;
    const { video } = get();
    const error = toPlainError(thrown);
    abandon();
    if (takesThePage(error)) set({ engine: { phase: "failed", error } });
    const facts = video.phase === "opening" ? video.facts : null;
    set({
      video: { phase: "failed", name, error, facts, previous: previousOf({ ...get(), video }) },
    });
  };

  /** One opening from its first word to its last. */
  const begin = async (
    name: string,
    step: OpeningStep,
    work: (mine: AbortController) => Promise<void>,
  ) => {
    reader.pause("paused");
    const { video: before } = get();
    const previous = previousOf(get());
    abandon();
    if (before.phase === "whole" && previous === null) void closeWhole(engine, before);
    const mine = new AbortController();
    abort = mine;
    set({
      video: {
        phase: "opening",
        name,
        step,
        fetched: null,
        restored: null,
        facts: null,
        frames: framesWanted(get()),
        strip: [],
        decoded: { done: 0, total: 0 },
        encoded: { done: 0, total: 0 },
        previous,
      },
      hovered: null,
      isPlaying: false,
    });
    try {
      await work(mine);
    } catch (thrown) {
      fail(mine, name, thrown);
    }
  };

  const open: Opener["open"] = (source, { way = "auto", keepsWhole = false } = {}) => {
    opening = source;
    set({ wholeChoices: { ...get().wholeChoices, way } });
    return begin(source.name, source.isRemote ? "fetch" : "model", async (mine) => {
      const file = await source.read(mine.signal, (fetched) => update(mine, () => ({ fetched })));
      // A refusal later on is not one of the network: the file is here.
      if (opening === source) opening = sourceOfFile(file);
      update(mine, () => ({ step: "model" }));
      await models.ensure();
      if (update(mine, () => ({ step: "read" }))) await look(mine, file, keepsWhole);
    });
  };

  return {
    pause: reader.pause,
    readOn: reader.readOn,
    attach: reader.attach,
    open,

    retry: async (options) => {
      if (get().video.phase === "failed" && opening !== null) await open(opening, options);
    },

    openSaved: (memory) => {
      opening = null;
      const { framesPerSec, shares, scorer } = memory.settings;
      set({ wholeChoices: { ...get().wholeChoices, way: "whole", framesPerSec, shares, scorer } });
      return begin(memory.name, "restore", async (mine) => {
        await models.ensure();
        await reader.restore(memory, newFileKey(), {
          signal: mine.signal,
          arrive: (whole) => arrive(mine, () => whole),
          onProgress: (done, total) => update(mine, () => ({ restored: { done, total } })),
        });
      });
    },

    backToWhole: async () => {
      const { video } = get();
      if (video.phase !== "ready" || video.whole === null) return;
      const { whole } = video;
      set({
        video: whole,
        wholeChoices: { ...get().wholeChoices, way: "whole" },
        plan: { phase: "none" },
        selected: 0,
        hovered: null,
        isPlaying: false,
      });
      await closeOpen(engine, video, whole);
    },

    source: () => {
      const { video } = get();
      if (video.phase === "ready") return sourceOfFile(video.file);
      if (video.phase === "whole") return video.file === null ? null : sourceOfFile(video.file);
      return video.phase === "opening" ? opening : null;
    },

    stop: () => {
      const { video } = get();
      if (video.phase === "ready" || video.phase === "whole") return;
      const previous = previousOf(get());
      abandon();
      set({ video: previous ?? { phase: "none" } });
    },

    close: async () => {
      const { video } = get();
      const open = video.phase === "whole" ? video : previousOf(get());
      reader.pause("stopped");
      abandon();
      set({ video: { phase: "none" }, plan: { phase: "none" }, selected: 0, hovered: null });
      if (open !== null) await closeOpen(engine, open);
    },
  };
}
