// Creates the store of a session from an engine: state and actions. Components read by selector and act by `actions`;
// nothing else in the page calls the engine.

import { createStore, type StoreApi } from "zustand/vanilla";
import { toPlainError } from "../base/errors.ts";
import type { Engine, ModelSource, SavedMemory } from "../engine/api.ts";
import { keepAddress } from "./address/keep-address.ts";
import { createEntryShower } from "./address/show-entry.ts";
import { createViewShower } from "./address/show-view.ts";
import { createAsker } from "./ask/asking.ts";
import { selectBatchEnd, unansweredIn } from "./ask/batch.ts";
import { isOpenAsAsked, isUnfinished } from "./ask/go-on.ts";
import { isSameQuestion } from "./ask/judge.ts";
import { createCompareActions } from "./compare/actions.ts";
import { createComparer } from "./compare/comparing.ts";
import { createLazyEvaluate } from "./evaluate/lazy.ts";
import { createLinkFollower } from "./compare/follow-link.ts";
import { readLink } from "./compare/link.ts";
import type { SessionContext } from "./session/context.ts";
import { followEngine } from "./session/engine-events.ts";
import { browserEnv, type SessionEnv } from "./session/env.ts";
import { createFrameActions } from "./video/frame-actions.ts";
import { createChoiceActions } from "./plan/choice-actions.ts";
import { initialState } from "./session/initial-state.ts";
import { createWholeActions } from "./whole/actions.ts";
import { isReadBy } from "./whole/saving.ts";
import { keepSession } from "./kept/keep-session.ts";
import { keepMemoryTurns } from "./kept/memory-turns.ts";
import { createModelLoader } from "./models/loading.ts";
import { createModelsActions } from "./models/actions.ts";
import { watchIdle } from "./models/idle.ts";
import { watchWarmUp } from "./models/warm-up.ts";
import { readModelSettings } from "./models/settings.ts";
import { createPlayerActions } from "./video/player.ts";
import { createRangeActions } from "./video/range.ts";
import { createReadingResumer } from "./whole/go-on.ts";
import {
  createReadingLeaver,
  firstRead,
  selectIsReadingFirst,
  selectIsReadingUnderWay,
} from "./video/leave-reading.ts";
import { createOpener } from "./video/opening/run.ts";
import { wholeOf } from "./video/state.ts";
import { watchSubtitles } from "./video/inside-subtitles.ts";
import { isHere, type Sample } from "./video/types.ts";
import { createKnownOpener } from "./video/open-known.ts";
import { createPlanLoop } from "./plan/plan-loop.ts";
import { readPreferences } from "./view/preferences.ts";
import { readSamples } from "./video/samples.ts";
import { createSourceActions } from "./video/source-actions.ts";
import { createRemovals, type Removals } from "./removed/removals.ts";
import { createRecentActions } from "./recent/actions.ts";
import type { Actions, Batch, SessionState, State, Turn } from "./types.ts";
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
  const comparer = createComparer(context, models);
  let work: AbortController | null = null;

  const isBusy = () => work !== null;
  /** Runs one answer or comparison at a time; `stop` ends it. */
  const runAlone = async (job: (signal: AbortSignal) => Promise<void>) => {
    const mine = new AbortController();
    work = mine;
    try {
      await job(mine.signal);
    } finally {
      if (work === mine) {
        work = null;
        set({ isStopping: false });
      }
    }
  };
  const stop = () => {
    if (work === null) return;
    set({ isStopping: true });
    work.abort();
  };
  const { notify } = view;
  const opener = createOpener(context, { models, replan, notify, stopWork: stop });

  /** Loads a model while a reading rests, which goes on when the model that read is the one in use after all. */
  const take = async (source: ModelSource, isOther = true): Promise<boolean> => {
    stop();
    if (selectIsReadingFirst(get())) await firstRead(subscribe);
    const isReading = selectIsReadingUnderWay(get());
    opener.pause("paused");
    const isTaken = await models.load(source).then(
      () => true,
      (thrown: unknown) => {
        notify(toPlainError(thrown));
        return false;
      },
    );
    if (isTaken) await lookWith(isOther);
    if (isReading && !(isTaken && isOther)) void opener.readOn();
    return isTaken;
  };
  /** Looks at what is open with the model in use. A memory belongs to the model that read it. */
  const lookWith = async (isOther: boolean) => {
    const { video, model, wholeChoices } = get();
    if (video.phase === "failed") {
      const { memory } = video;
      const isIts = memory !== null && model.phase === "ready" && isReadBy(memory, model.info);
      if (isIts) await bringBack(memory);
    } else if (isOther && video.phase === "open" && !isHere(video.file)) await opener.close();
    else if (isOther) await opener.again({ way: wholeChoices.way });
    else if (wholeOf(video) === null) await opener.again({ way: "frames", keepsMemory: true });
  };
  const bringBack = (memory: SavedMemory) =>
    get().interrupted?.savedId === memory.id ? goOnReading() : whole.openSaved(memory);

  const canAsk = (question: string): boolean => {
    const { video } = get();
    const canAnswer = video.phase === "open" && wholeOf(video)?.chunks.length !== 0;
    return question.trim() !== "" && !isBusy() && canAnswer;
  };
  const ask = async (question: string) => {
    const asked = question.trim();
    if (canAsk(asked)) await runAlone((signal) => asker.ask(asked, signal));
  };

  /** Asks those questions of a list that have no answer, one after another. */
  const runBatch = async (batch: Batch) => {
    const change = (how: (now: Batch) => Partial<Batch>) => {
      const { batch: now } = get();
      if (now !== null) set({ batch: { ...now, ...how(now) } });
    };
    set({ batch });
    await runAlone(async (signal) => {
      for (const place of unansweredIn(batch, get().turns)) {
        // What the reader does to the video meanwhile ends it.
        if (signal.aborted) break;
        await asker.ask(batch.questions[place] ?? "", signal, {
          isAlone: true,
          onTurn: (id) => change(({ turnIds }) => ({ turnIds: turnIds.with(place, id) })),
        });
      }
    }).finally(() => change(() => ({ isRunning: false })));
  };

  const lookAgain = () => opener.again({ way: "frames", keepsMemory: true });
  const choices = createChoiceActions(context, replan, lookAgain);
  const modelActions = createModelsActions(context, {
    take,
    takeAgain: async () => {
      const source = models.source();
      return source !== null && (await take(source, false));
    },
    guard: (job) => leaver.guardModel(job),
    isBusy,
    notify,
    removals,
  });
  const { takeModel } = modelActions;

  const leaver = createReadingLeaver(context, {
    pause: () => whole.pauseReading(),
    saveMemory: () => whole.saveMemory(),
  });
  const sources = createSourceActions(
    context,
    async (source) => {
      await leaver.guard(() => opener.open(source));
    },
    notify,
  );
  const { findAgain, ...recent } = createRecentActions(context, { ...sources, notify });
  const whole = createWholeActions(context, { opener, ask, findAgain, takeModel, removals });
  /** What a link names is opened in the part that the link names. */
  const openInRange: typeof opener.open = (source, options) =>
    opener.open(source, { ...options, keepsRange: true });
  const linked = createSourceActions(context, openInRange, notify);
  const compare = createCompareActions(context, { ...view, comparer, isBusy, runAlone, stop });
  const evaluate = createLazyEvaluate(async () => {
    const { createEvaluateActions } = await import("./evaluate/actions.ts");
    return createEvaluateActions(context, { models, isBusy, runAlone });
  });
  let samples: Promise<readonly Sample[]> = Promise.resolve([]);
  const followLink = createLinkFollower(context, () => samples, {
    ...linked,
    ...compare,
    setTab: view.setTab,
    notify,
  });

  const known = createKnownOpener(context, () => samples, { ...whole, open: openInRange });
  const goOnReading = createReadingResumer(context, { ...whole, ...known, notify });
  const { unlessAtWork, showing } = createEntryShower(context, leaver);
  const showView = createViewShower(context, () => samples, {
    openSample: (sample) => unlessAtWork(() => linked.openSample(sample)),
    openKnown: (...file) => unlessAtWork(() => known.openKnown(...file)),
    goOnReading,
    leaveVideo: opener.leave,
    stopOpening: opener.stop,
    replan,
    lookAgain: () => unlessAtWork(lookAgain),
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
    openSaved: async (memory) => {
      await leaver.guard(() => whole.openSaved(memory));
    },
    leaveReading: leaver.leaveReading,
    takeBack: removals.takeBack,
    ...compare,
    ...evaluate,

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
      keepMemoryTurns(context, subscribe, ending.signal);
      void removals.goOn();
      const show = showing(async (hash, fileKey, isArrival) => {
        if (readLink(hash) !== null) return unlessAtWork(() => followLink(hash));
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
    ensureModel: models.ensure,
    loadModel: async (source) => {
      await leaver.guardModel(() => take(source));
    },

    leaveVideo: opener.leave,
    stopOpening: opener.stop,
    closeVideo: opener.close,

    ask,
    askBatch: async (questions) => {
      const { video } = get();
      if (video.phase !== "open" || questions.length === 0 || !canAsk(questions.join(" "))) return;
      const { key: fileKey, name: videoName } = video.file;
      const turnIds = questions.map(() => null);
      await runBatch({ questions, turnIds, isRunning: true, fileKey, videoName });
    },
    goOnWithBatch: async () => {
      const { batch } = get();
      if (batch === null || selectBatchEnd(get()) !== null || !canAsk(batch.questions.join(" ")))
        return;
      await runBatch({ ...batch, isRunning: true });
    },
    leaveBatch: () => {
      if (get().batch?.isRunning === false) set({ batch: null });
    },
    stop,
    askAgain: async (turnId) => {
      const turn = get().turns.find(({ id }) => id === turnId);
      if (turn !== undefined) await ask(turn.question);
    },
    askInstead: async (turnId, question) => {
      const { turns } = get();
      const at = turns.findIndex(({ id }) => id === turnId);
      if (at < 0 || !canAsk(question)) return;
      const replaced = turns.slice(at);
      set({ turns: turns.slice(0, at) });
      view.offerUndo(`${answersWere(replaced.length)} replaced.`, {
        kind: "turns",
        turns: replaced,
        at,
      });
      await ask(question);
    },
    goOn: async (turnId) => {
      const turn = get().turns.find(({ id }) => id === turnId);
      if (turn === undefined || isBusy()) return;
      if (!isUnfinished(turn) || !isOpenAsAsked(get(), turn)) return;
      await runAlone((signal) => asker.goOn(turn, signal)).catch((thrown: unknown) =>
        notify(toPlainError(thrown)),
      );
    },
    setKnown: (turnId, known) => {
      const { turns } = get();
      const of = turns.find(({ id }) => id === turnId);
      const isSame = (turn: Turn) => of !== undefined && isSameQuestion(turn, of);
      set({ turns: turns.map((turn) => (isSame(turn) ? { ...turn, known } : turn)) });
    },
    clearTurns: () => {
      stop();
      const { turns } = get();
      if (turns.length === 0) return;
      set({ turns: [] });
      view.offerUndo(`${answersWere(turns.length)} cleared.`, { kind: "turns", turns, at: 0 });
    },
  };
}

const answersWere = (count: number): string =>
  count === 1 ? "One answer was" : `${count} answers were`;
