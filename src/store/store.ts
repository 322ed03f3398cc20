// Creates the store of a session from an engine: state and actions. Components read by selector and act by `actions`;
// nothing else in the page calls the engine.

import { createStore, type StoreApi } from "zustand/vanilla";
import { toPlainError } from "../base/errors.ts";
import type { Engine } from "../engine/api.ts";
import { keepAddress } from "./address/keep-address.ts";
import { createEntryShower } from "./address/show-entry.ts";
import { createViewShower } from "./address/show-view.ts";
import { createAskActions } from "./ask/actions.ts";
import { createAsker } from "./ask/asking.ts";
import { createCompareActions } from "./compare/actions.ts";
import { createLazyComparer } from "./compare/lazy-comparer.ts";
import { createLazyEvaluate } from "./evaluate/lazy-evaluate.ts";
import { createLazyLive } from "./live/lazy-live.ts";
import { readLink } from "./compare/link.ts";
import type { SessionContext } from "./session/context.ts";
import { followEngine } from "./session/engine-events.ts";
import { browserEnv, type SessionEnv } from "./session/env.ts";
import { createFrameActions } from "./video/frame-actions.ts";
import { createChoiceActions } from "./plan/choice-actions.ts";
import { initialState } from "./session/initial-state.ts";
import { createAloneWork } from "./session/work-alone.ts";
import { createLazyNotes } from "./whole/lazy-notes.ts";
import { createWholeActions } from "./whole/actions.ts";
import { keepSession } from "./kept/keep-session.ts";
import { createModelLoader } from "./models/loading.ts";
import { createModelsActions } from "./models/actions.ts";
import { createModelTaker } from "./models/taking.ts";
import { watchIdle } from "./models/idle.ts";
import { watchWarmUp } from "./models/warm-up.ts";
import { readModelSettings } from "./models/settings.ts";
import { createPlayerActions } from "./video/player.ts";
import { createRangeActions } from "./video/range.ts";
import { createReadingResumer } from "./whole/go-on.ts";
import { createReadingLeaver } from "./video/leave-reading.ts";
import { createOpener } from "./video/opening/run.ts";
import { watchSubtitles } from "./video/inside-subtitles.ts";
import type { Sample } from "./video/types.ts";
import { createKnownOpener } from "./video/open-known.ts";
import { createPlanLoop } from "./plan/plan-loop.ts";
import { readPreferences } from "./view/preferences.ts";
import { readSamples } from "./video/samples.ts";
import { createSourceActions } from "./video/source-actions.ts";
import { createRemovals, type Removals } from "./removed/removals.ts";
import { createRecentActions } from "./recent/actions.ts";
import type { Actions, SessionState, State } from "./types.ts";
import { createViewActions } from "./view/view-actions.ts";

export type SessionStore = StoreApi<SessionState>;

/** Creates a session on `engine`. Nothing happens until `actions.start()` or the first action. */
export function createSessionStore(engine: Engine, env: SessionEnv = browserEnv()): SessionStore {
  return createStore<SessionState>((set, get, { subscribe }) => {
    const context: SessionContext = { engine, env, get, set };
    const state = initialState(
      readPreferences(env.storage),
      readModelSettings(env.storage),
      env.deviceMemoryGb,
    );
    return { ...state, actions: createActions(context, subscribe) };
  });
}

function createActions(
  context: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
): Actions {
  const { env, get, set } = context;
  const removals: Removals = createRemovals(context, {
    refresh: (kind) => (kind === "memory" ? whole.refreshSaved() : modelActions.refreshModels()),
    notify: (...said) => view.notify(...said),
    offerUndo: (...offered) => view.offerUndo(...offered),
  });
  const view = createViewActions(context, removals.takeBack);
  const models = createModelLoader(context, view.notify);
  const replan = createPlanLoop(context, models);
  const asker = createAsker(context, models);
  const comparer = createLazyComparer(async () => {
    const { createComparer } = await import("./compare/comparing.ts");
    return createComparer(context, models);
  });
  const alone = createAloneWork(context);
  const { isBusy, stop } = alone;
  const { notify } = view;
  const opener = createOpener(context, { models, replan, notify, stopWork: stop });

  const take = createModelTaker(context, {
    models,
    opener,
    stopWork: stop,
    bringBack: (memory) =>
      get().interrupted?.savedId === memory.id ? goOnReading() : whole.openSaved(memory),
    notify,
    subscribe,
  });

  const conversation = createAskActions(context, { ...alone, ...view, asker });

  const lookAgain = () => opener.again({ way: "frames", keepsMemory: true });
  const choices = createChoiceActions(context, replan, lookAgain);
  const modelActions = createModelsActions(context, {
    models,
    take,
    takeAgain: async () => {
      const source = models.source();
      return source !== null && (await take(source, false));
    },
    guard: (job) => leaver.guard("model", job),
    isBusy,
    notify,
    removals,
    subscribe,
  });
  const { takeModel } = modelActions;

  const leaver = createReadingLeaver(context, { saveToLeave: () => saveToLeave() });
  const sources = createSourceActions(
    context,
    async (source) => {
      await leaver.guard("video", () => opener.open(source));
    },
    notify,
    (file) => notes.importMemory(file),
  );
  const { findAgain, ...recent } = createRecentActions(context, { ...sources, notify });
  const { saveToLeave, ...whole } = createWholeActions(context, {
    opener,
    ask: conversation.ask,
    findAgain,
    takeModel,
    removals,
  });
  /** What a link names is opened in the part that the link names. */
  const openInRange: typeof opener.open = (source, options) =>
    opener.open(source, { ...options, keepsRange: true });
  const linked = createSourceActions(context, openInRange, notify);
  const compare = createCompareActions(context, { ...view, ...alone, comparer });
  const notes = createLazyNotes(async () => {
    const { createNotesActions } = await import("./whole/notes.ts");
    return createNotesActions(context, { subscribe, models, notify, removals, ...whole });
  });
  const evaluate = createLazyEvaluate(async () => {
    const { createEvaluateActions } = await import("./evaluate/actions.ts");
    return createEvaluateActions(context, { ...alone, models });
  });
  const live = createLazyLive(async () => {
    const { createLiveActions } = await import("./live/actions.ts");
    const { openLive } = opener;
    return createLiveActions(context, { subscribe, models, notify, openLive, ...leaver, ...whole });
  });
  let samples: Promise<readonly Sample[]> = Promise.resolve([]);
  /** Makes the comparison of a link again; few visits begin with one. */
  const followLink = async (hash: string) => {
    const { createLinkFollower } = await import("./compare/follow-link.ts");
    const steps = { ...linked, ...compare, setTab: view.setTab, notify };
    return createLinkFollower(context, () => samples, steps)(hash);
  };

  const known = createKnownOpener(context, () => samples, { ...whole, open: openInRange });
  const goOnReading = createReadingResumer(context, { ...whole, ...known, notify });
  const { unlessAtWork, showing } = createEntryShower(context, leaver);
  const anotherUnlessAtWork = (open: () => Promise<unknown>) => unlessAtWork("video", open);
  const showView = createViewShower(context, () => samples, {
    openSample: (sample) => anotherUnlessAtWork(() => linked.openSample(sample)),
    openKnown: (...file) => anotherUnlessAtWork(() => known.openKnown(...file)),
    goOnReading,
    leaveVideo: opener.leave,
    stopOpening: opener.stop,
    replan,
    lookAgain: () => unlessAtWork("frames", lookAgain),
    notify,
  });

  /** Brings back what was open when the page was left. Nothing is read whole unasked. */
  const comeBackTo = (fileKey: number) =>
    get().interrupted?.fileKey === fileKey ? goOnReading() : known.openKnown(fileKey, "frames");

  return {
    ...sources,
    ...recent,
    ...createFrameActions(context),
    ...createPlayerActions(context),
    ...choices,
    ...createRangeActions(context, choices.setRange),
    ...view,
    ...modelActions,
    ...whole,
    ...notes,
    openSaved: async (memory) => {
      await leaver.guard("video", () => whole.openSaved(memory));
    },
    leaveReading: leaver.leaveReading,
    takeBack: removals.takeBack,
    ...conversation,
    ...compare,
    ...evaluate,
    ...live,

    start: () => {
      const unfollow = followEngine(context, replan, notify);
      const unwatch = watchIdle(context, subscribe);
      const unwarm = watchWarmUp(context, subscribe);
      const unread = watchSubtitles(context, subscribe);
      samples = readSamples(env.baseUrl, env.fetch).then(
        (read) => {
          set({ samples: { phase: "ready", samples: read } });
          return read;
        },
        (thrown: unknown) => {
          set({ samples: { phase: "failed", error: toPlainError(thrown) } });
          return [];
        },
      );
      const ending = new AbortController();
      const kept = keepSession(context, subscribe, notify, ending.signal);
      // No saved memory is open yet; without the code for them, turns stay in the session.
      import("./kept/memory-turns.ts").then(
        ({ keepMemoryTurns }) => {
          if (!ending.signal.aborted) keepMemoryTurns(context, subscribe, ending.signal);
        },
        () => undefined,
      );
      // Without its code questions are answered all the same.
      import("./ask/read-ahead.ts").then(
        ({ watchTyping }) => {
          if (ending.signal.aborted) return;
          ending.signal.addEventListener("abort", watchTyping(context, subscribe));
        },
        () => undefined,
      );
      void removals.goOn();
      const show = showing(async (hash, fileKey, isArrival) => {
        if (readLink(hash) !== null) return anotherUnlessAtWork(() => followLink(hash));
        if ((await showView(hash, fileKey, isArrival)) || !isArrival) return;
        const { open } = await kept;
        // The reader may have opened something meanwhile.
        if (get().video.phase === "none" && open !== null) await comeBackTo(open);
      });
      const unaddress = keepAddress(context, subscribe, kept, show);
      env.whenIdle(() => {
        // A failure is already in the state, where the model chip and the page show it.
        models.ensure().catch(() => undefined);
        void whole.refreshSaved();
        void recent.refreshRecent();
      });
      return () => {
        unfollow();
        unwatch();
        unwarm();
        unread();
        unaddress();
        ending.abort();
      };
    },

    leaveVideo: opener.leave,
    stopOpening: opener.stop,
    retryOpening: () => opener.again(),
    closeVideo: async () => {
      await leaver.guard("nothing", opener.close);
    },
  };
}
