// The actions on sources that are read as they happen.

import { toPlainError } from "../../base/errors.ts";
import type { WholeVideo } from "../../engine/api.ts";
import type { ModelLoader } from "../models/loading.ts";
import { newId } from "../new-id.ts";
import type { SessionContext } from "../session/context.ts";
import type { Actions, State } from "../types.ts";
import { knowFile } from "../video/known-files.ts";
import type { ReadingLeaver } from "../video/leave-reading.ts";
import type { Opener } from "../video/opening/run.ts";
import { memoryIn, wholeOf } from "../video/state.ts";
import { updateWhole } from "../whole/state.ts";
import { keepWatched } from "./keep-watched.ts";
import { forgetChunks, growLive, noteHidden, updateLive } from "./state.ts";
import { followStanding } from "./standing-checks.ts";
import type { LiveActions, LiveDevices, LiveSource, StandingWatch } from "./types.ts";

interface Session {
  readonly models: Pick<ModelLoader, "ensure">;
  readonly subscribe: (listener: (state: State) => void) => () => void;
  readonly openLive: Opener["openLive"];
  readonly guard: ReadingLeaver["guard"];
  readonly saveMemory: () => Promise<void>;
  readonly notify: Actions["notify"];
}

export function createLiveActions(
  context: SessionContext,
  { subscribe, models, openLive, guard, saveMemory, notify }: Session,
): LiveActions {
  const { engine, env, get, set } = context;
  let running: LiveSource | null = null;

  const change = (how: (watches: readonly StandingWatch[]) => readonly StandingWatch[]): void => {
    if (running !== null)
      updateLive(context, running, ({ watches }) => ({ watches: how(watches) }));
  };

  /** Reads a source to its end; what was read of it is saved then. */
  const read = async (source: LiveSource, devices: LiveDevices): Promise<void> => {
    running = source;
    const rest = devices.stayAwake();
    let unwatch = (): void => undefined;
    source.onSilent((isSilent) => updateLive(context, source, () => ({ isSilent })));
    source.onEnd((end) => updateLive(context, source, () => ({ end })));
    const unfollow = followStanding(context, subscribe, source);
    const watched = keepWatched(context, subscribe, source);
    const { name, kind, stream } = source;
    const { wholeChoices, choices } = get();
    const { framesPerSec, shares, scorer } = wholeChoices;
    set({
      wholeChoices: { ...wholeChoices, way: "whole" },
      choices: { ...choices, range: null },
      interrupted: null,
    });
    const origin = { kind: "live", startedMs: Date.now() } as const;
    try {
      await openLive(name, async ({ id, signal }, tell, readLive) => {
        await models.ensure();
        tell({ kind: "progress", id, now: { step: "read" } });
        const file = knowFile(context, { name, origin, sample: null, blob: null });
        const onOpen = (video: WholeVideo): void => {
          tell({ kind: "arrived", id, file, video, savedAs: null, looking: {} });
          const wanted = video.settings.framesPerSec;
          const look = { kind, stream, wanted, pace: null, isSilent: false, end: null };
          updateWhole(context, video.id, () => ({ live: { ...look, hidden: [], watches: [] } }));
          const startMs = Date.now();
          unwatch = devices.watchHidden((isHidden) =>
            noteHidden(context, source, isHidden, (Date.now() - startMs) / 1_000),
          );
        };
        await readLive(
          (events) =>
            engine.openLive(source.frames, {
              ...events,
              name,
              isKept: true,
              way: { kind: "whole", framesPerSec, shares, scorer },
              onChunk: (chunk, use) => {
                events.onChunk?.(chunk, use);
                growLive(context, source);
              },
              onPace: (pace) => updateLive(context, source, () => ({ pace })),
              onForgotten: (gone) => forgetChunks(context, source, gone),
            }),
          { signal, onOpen },
        );
      });
    } finally {
      source.stop();
      unfollow();
      unwatch();
      rest();
      if (running === source) running = null;
    }
    watched.end();
    const { video } = get();
    const isIts = memoryIn(video)?.live?.stream === source.stream;
    updateLive(context, source, () => ({ stream: null }));
    const whole = wholeOf(video);
    if (!isIts || whole?.reading.phase !== "done" || whole.chunks.length === 0) return;
    await saveMemory();
    const { saving } = memoryIn(get().video) ?? whole;
    if (saving.phase === "done")
      await watched.finish(saving.memory.id).catch((thrown) => notify(toPlainError(thrown)));
  };

  return {
    startLive: async (wish) => {
      const devices = await env.live();
      const source = await devices.openLiveSource(wish);
      set({ dialog: "none" });
      const isTaken = await guard("video", () => read(source, devices));
      if (!isTaken) source.stop();
    },
    watchFor: async (asked, notifies) => {
      const id = newId();
      const empty = { last: null, checks: 0, skipped: 0, hits: [], error: null };
      change((watches) => [...watches, { id, asked, notifies, ...empty }]);
    },
    stopWatching: async (id) => change((watches) => watches.filter((one) => one.id !== id)),
    allowNotifications: async () => (await env.live()).allowNotifications(),
  };
}
