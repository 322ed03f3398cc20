// Opens videos: bytes, then model, then frames. A newer opening replaces an older one; a stopped or failed one
// leaves what was there before, which is closed only when its successor is ready.

import { isAbort, toPlainError } from "../base/errors.ts";
import type { FrameSeen, VideoFacts, VideoProgress } from "../engine/api.ts";
import type { SessionContext } from "./context.ts";
import type { ModelLoader } from "./model-loading.ts";
import { takesThePage } from "./page-error.ts";
import type { OpeningVideo, ReadyVideo, State, StripFrame, VideoFile } from "./types.ts";

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

export interface Opener {
  readonly open: (source: OpeningSource) => Promise<void>;
  /** What is open or opening, to open it once more; null when there is nothing. */
  readonly source: () => OpeningSource | null;
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

const closeStrip = (strip: readonly StripFrame[]) => {
  for (const { thumbnail } of strip) thumbnail.close();
};

/** The video that a stopped opening goes back to. */
export function previousOf({ video }: State): ReadyVideo | null {
  if (video.phase === "ready") return video;
  return video.phase === "none" ? null : video.previous;
}

export function createOpener(
  { engine, get, set }: SessionContext,
  models: ModelLoader,
  replan: () => Promise<void>,
): Opener {
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

  const readVideo = async (mine: AbortController, file: VideoFile) => {
    const video = await engine.openVideo(file.blob, {
      name: file.name,
      frames: get().choices.frames,
      signal: mine.signal,
      onFacts: (facts: VideoFacts) => {
        const most = facts.frameCount ?? Infinity;
        update(mine, (now) => ({ facts, step: "decode", frames: Math.min(now.frames, most) }));
      },
      onFrame: ({ index, timeSec, thumbnail }: FrameSeen) => {
        const frame = { index, timeSec, thumbnail };
        const isMine = update(mine, (now) => ({
          strip: [...now.strip, frame].sort((a, b) => a.index - b.index),
        }));
        if (!isMine) thumbnail.close();
      },
      onProgress: ({ stage, done, total }: VideoProgress) => {
        update(mine, () =>
          stage === "decode"
            ? { decoded: { done, total }, frames: total, ...(done < total && { step: "decode" }) }
            : { encoded: { done, total }, step: "encode" },
        );
      },
    });
    const now = get().video;
    if (mine !== abort || now.phase !== "opening") {
      await engine.closeVideo(video);
      return;
    }
    abort = null;
    const { previous, strip } = now;
    set({
      video: { phase: "ready", file, video, strip },
      plan: { phase: "none" },
      selected: 0,
      hovered: null,
      isPlaying: false,
    });
    if (previous !== null) {
      closeStrip(previous.strip);
      await engine.closeVideo(previous.video);
    }
    await replan();
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

  return {
    open: async (source) => {
      const previous = previousOf(get());
      abandon();
      const mine = new AbortController();
      abort = mine;
      opening = source;
      set({
        video: {
          phase: "opening",
          name: source.name,
          step: source.isRemote ? "fetch" : "model",
          fetched: null,
          facts: null,
          frames: get().choices.frames,
          strip: [],
          decoded: { done: 0, total: 0 },
          encoded: { done: 0, total: 0 },
          previous,
        },
        hovered: null,
        isPlaying: false,
      });
      try {
        const file = await source.read(mine.signal, (fetched) => update(mine, () => ({ fetched })));
        update(mine, () => ({ step: "model" }));
        await models.ensure();
        if (update(mine, () => ({ step: "read" }))) await readVideo(mine, file);
      } catch (thrown) {
        fail(mine, source.name, thrown);
      }
    },

    source: () => {
      const { video } = get();
      if (video.phase === "ready") return sourceOfFile(video.file);
      return video.phase === "opening" ? opening : null;
    },

    stop: () => {
      const previous = previousOf(get());
      if (get().video.phase === "ready") return;
      abandon();
      set({ video: previous ?? { phase: "none" } });
    },

    close: async () => {
      const previous = previousOf(get());
      abandon();
      set({ video: { phase: "none" }, plan: { phase: "none" }, selected: 0, hovered: null });
      if (previous === null) return;
      closeStrip(previous.strip);
      await engine.closeVideo(previous.video);
    },
  };
}
