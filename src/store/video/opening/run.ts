// Opens videos: bytes, then model, then frames or the whole. It drives the machine and does what that leaves to do.

import { isAbort, toPlainError } from "../../../base/errors.ts";
import type { SavedMemory } from "../../../engine/api.ts";
import type { ModelLoader } from "../../models/loading.ts";
import { chosenBy } from "../../plan/plan-request.ts";
import type { SessionContext } from "../../session/context.ts";
import { isPageError } from "../../session/page-error.ts";
import type { Actions } from "../../types.ts";
import { fittingRate } from "../../whole/choices.ts";
import { createWholeReader, type WholeReader } from "../../whole/reading.ts";
import type { LookingWay } from "../../whole/types.ts";
import { framesWanted } from "../frame-actions.ts";
import { framesOf, openIn, type Look, type OpeningStep, type OpeningVideo } from "../state.ts";
import { isHere, type StripFrame } from "../types.ts";
import { createLooker, type Opening } from "./look.ts";
import { next, type OpeningEvent } from "./machine.ts";
import { shownAfresh } from "./shown-afresh.ts";
import { fileOfMemory, type MemoryFile } from "./memory-file.ts";
import { sourceOfFile, type OpeningSource } from "./source.ts";

export interface OpenOptions {
  /** The way to look at it; default: by the file's length. */
  readonly way?: LookingWay;
  /** Whether the memory of the open file stays beside its frames. Default false. */
  readonly keepsMemory?: boolean;
  /** Whether the range that is chosen is one of this file. Default false: another file is looked at as a whole. */
  readonly keepsRange?: boolean;
}

/** What whoever opens a source does with its opening. */
export type LiveWork = (
  opening: Opening,
  tell: (event: OpeningEvent) => void,
  readLive: WholeReader["readLive"],
) => Promise<void>;

export interface Opener extends Pick<WholeReader, "pause" | "readOn" | "rest" | "attach"> {
  readonly open: (source: OpeningSource, options?: OpenOptions) => Promise<void>;
  /** Opens again what is open, opening, failed or behind the start; does nothing when its file is not here. */
  readonly again: (options?: OpenOptions) => Promise<void>;
  /** Reads a source as it happens, until it ends. */
  readonly openLive: (name: string, work: LiveWork) => Promise<void>;
  /** Brings a memory back from the disk; by default without its video. */
  readonly openSaved: (memory: SavedMemory, of?: MemoryFile) => Promise<void>;
  /** Looks in the other way at what is open, or failed; a memory is read once and kept. */
  readonly switchTo: (way: Look["kind"]) => Promise<void>;
  /** Goes back from another reading to what was read before it. */
  readonly goBack: () => Promise<void>;
  /** Goes to the start of the page. What is open stays behind it, and its reading goes on. */
  readonly leave: () => void;
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

interface Session {
  readonly models: ModelLoader;
  readonly replan: () => Promise<void>;
  readonly notify: Actions["notify"];
  /** Stops the answer or comparison that is running. */
  readonly stopWork: () => void;
}

const freePictures = (strip: readonly StripFrame[]): void => {
  for (const { thumbnail } of strip) thumbnail.close();
};

export function createOpener(
  context: SessionContext,
  { models, replan, notify, stopWork }: Session,
): Opener {
  const { engine, get, set } = context;
  let abort = new AbortController();
  let source: OpeningSource | null = null;
  let lastId = 0;

  /** Resolves when everything that was replaced has been closed. */
  const send = async (event: OpeningEvent): Promise<void> => {
    const { video, todo } = next(get().video, event);
    const isAnother = todo.some(({ kind }) => kind === "show");
    const state = get();
    if (video !== state.video) set({ video, ...(isAnother && shownAfresh(state, video)) });
    for (const one of todo) {
      if (one.kind === "abort") abort.abort();
      else if (one.kind === "free") freePictures(one.strip);
      else if (one.kind === "open") await openAgain(one.way, one.keepsMemory);
      else if (one.kind === "close") {
        freePictures(one.look.strip);
        await engine.close(one.look.video);
      }
    }
  };
  /** Sends an event after which nothing has to be closed. */
  const tell = (event: OpeningEvent): void => void send(event);

  const reader = createWholeReader(context, tell, notify);

  const isOpening = (id: number): boolean => {
    const { video } = get();
    return video.phase === "opening" && video.id === id;
  };
  const look = createLooker(context, { reader, send, isOpening, replan, notify });

  /** Runs one opening from its beginning to its end. */
  const begin = async (
    about: { readonly name: string; readonly step: OpeningStep } & Partial<
      Pick<OpeningVideo, "keepsMemory" | "memory">
    >,
    work: (opening: Opening) => Promise<void>,
  ) => {
    stopWork();
    reader.pause("paused");
    const id = ++lastId;
    const frames = framesWanted(get());
    const opening = { keepsMemory: false, memory: null, ...about, id, frames };
    tell({ kind: "begin", opening });
    set({ hovered: null, isPlaying: false, drawnRange: null });
    abort = new AbortController();
    try {
      await work({ id, signal: abort.signal });
    } catch (thrown) {
      if (isAbort(thrown) || !isOpening(id)) return;
      const error = toPlainError(thrown);
      if (isPageError(error)) set({ engine: { phase: "failed", error } });
      tell({ kind: "failed", id, error });
    }
  };

  const open: Opener["open"] = (given, options = {}) => {
    const { way = "auto", keepsMemory = false, keepsRange = false } = options;
    source = given;
    const { choices, wholeChoices } = get();
    const isRangeKept = keepsRange && way !== "whole";
    set({
      wholeChoices: { ...wholeChoices, way },
      choices: isRangeKept ? choices : { ...choices, range: null },
      interrupted: null,
    });
    const step = given.isRemote ? "fetch" : "model";
    return begin({ name: given.name, step, keepsMemory }, async (opening) => {
      const { id, signal } = opening;
      const progress = (now: (OpeningEvent & { kind: "progress" })["now"]) =>
        tell({ kind: "progress", id, now });
      const file = await given.read(signal, (fetched) => progress({ fetched }));
      // A later refusal does not come from the network, since the file is here.
      if (source === given) source = sourceOfFile(file);
      progress({ step: "model", file });
      await models.ensure();
      progress({ step: "read" });
      if (isOpening(id)) await look(opening, file);
    });
  };

  const again: Opener["again"] = async (options) => {
    const { video } = get();
    const isLeft = video.phase === "none";
    const file = video.phase === "open" || isLeft ? (openIn(video)?.file ?? null) : null;
    const inRange = { ...options, keepsRange: true };
    if (file !== null && isHere(file)) await open(sourceOfFile(file), inRange);
    else if ((video.phase === "opening" || video.phase === "failed") && source !== null)
      await open(source, inRange);
  };

  /** Opens the open file again at a rate that the model has room for, or the one that failed as chosen. */
  const openAgain = async (way: Look["kind"], keepsMemory: boolean) => {
    const { video, model, wholeChoices } = get();
    if (video.phase === "failed") {
      if (source !== null) await open(source, { way, keepsRange: true });
      return;
    }
    if (way === "whole" && video.phase === "open" && model.phase === "ready") {
      const rate = fittingRate(video.facts.durationSec, wholeChoices, model.info);
      if (rate !== null) set({ wholeChoices: { ...wholeChoices, framesPerSec: rate } });
    }
    await again({ way, keepsMemory });
  };

  return {
    pause: reader.pause,
    readOn: reader.readOn,
    rest: reader.rest,
    attach: reader.attach,
    open,
    again,

    openLive: (name, work) => {
      source = null;
      return begin({ name, step: "model" }, (opening) => work(opening, tell, reader.readLive));
    },

    openSaved: (memory, of) => {
      source = null;
      const { framesPerSec, shares, scorer } = memory.settings;
      set({
        wholeChoices: { ...get().wholeChoices, way: "whole", framesPerSec, shares, scorer },
        ...(of === undefined && { interrupted: null }),
      });
      const step = of?.source?.isRemote === true ? "fetch" : "restore";
      return begin({ name: memory.name, step, memory }, async ({ id, signal }) => {
        const file = await fileOfMemory(context, memory, of, {
          signal,
          onProgress: (fetched) => tell({ kind: "progress", id, now: { fetched } }),
        });
        tell({ kind: "progress", id, now: { step: "restore" } });
        await models.ensure();
        await reader.restore(memory, {
          signal,
          onOpen: (video) =>
            tell({ kind: "arrived", id, file, video, savedAs: memory, looking: {} }),
          onProgress: (restored) => tell({ kind: "progress", id, now: { restored } }),
        });
      });
    },

    switchTo: async (way) => {
      stopWork();
      const closing = send({ kind: "switch", to: way });
      const { video, wholeChoices } = get();
      if (video.phase === "open" && video.look.kind === way)
        set({
          wholeChoices: { ...wholeChoices, way },
          ...(way === "whole" && { choices: { ...get().choices, range: null } }),
        });
      await closing;
    },

    goBack: async () => {
      const earlier = openIn(get().video)?.earlier ?? null;
      if (earlier === null) return;
      stopWork();
      reader.pause("stopped");
      const { framesPerSec, shares, scorer } = earlier.video.settings;
      set({ wholeChoices: { ...get().wholeChoices, framesPerSec, shares, scorer } });
      await send({ kind: "back" });
    },

    leave: () => {
      tell({ kind: "leave" });
      set({ hovered: null, isPlaying: false });
    },
    stop: () => {
      tell({ kind: "stop" });
      // Other frames were chosen for what was stopped; those that come back were looked at otherwise.
      const frames = framesOf(get().video);
      const { choices } = get();
      set({ choices: { ...choices, ...(frames ? chosenBy(frames.looking) : { range: null }) } });
    },
    close: () => {
      stopWork();
      reader.pause("stopped");
      set({ interrupted: null });
      return send({ kind: "close" });
    },
  };
}
