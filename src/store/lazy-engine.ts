// The engine behind a dynamic import: the page paints first, the engine's code comes with the first call.

import type { AnswerReport, AskOptions, Engine, EngineEvent, Video } from "../engine/api.ts";

/** Stands for the engine that `load` will give; `load` runs once, at the first call that needs it. */
export function createLazyEngine(load: () => Promise<Engine>): Engine {
  const listeners = new Set<(event: EngineEvent) => void>();
  let loading: Promise<Engine> | null = null;

  const engine = (): Promise<Engine> => {
    loading ??= load().then((real) => {
      real.subscribe((event) => listeners.forEach((listener) => listener(event)));
      return real;
    });
    // A failed download may succeed the next time.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };

  return {
    loadModel: async (source, options) => (await engine()).loadModel(source, options),
    unloadModel: async () => (await engine()).unloadModel(),
    openVideo: async (file, options) => (await engine()).openVideo(file, options),
    plan: async (video, request) => (await engine()).plan(video, request),
    ask: async function* (
      video: Video,
      question: string,
      options?: AskOptions,
    ): AsyncGenerator<string, AnswerReport> {
      return yield* (await engine()).ask(video, question, options);
    },
    closeVideo: async (video) => (await engine()).closeVideo(video),
    readVideo: async (file, options) => (await engine()).readVideo(file, options),
    askLong: async function* (video, question, options) {
      return yield* (await engine()).askLong(video, question, options);
    },
    readOn: async (video, options) => (await engine()).readOn(video, options),
    saveLong: async (video, options) => (await engine()).saveLong(video, options),
    savedMemories: async () => (await engine()).savedMemories(),
    openSaved: async (id, options) => (await engine()).openSaved(id, options),
    deleteSaved: async (id) => (await engine()).deleteSaved(id),
    closeLong: async (video) => (await engine()).closeLong(video),
    score: async (features, dims, request) => (await engine()).score(features, dims, request),
    counters: async () => (await engine()).counters(),
    loseDevice: async () => (await engine()).loseDevice(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => {
      listeners.clear();
      void loading?.then((real) => real.dispose());
    },
  };
}
