// The fake engine's long videos: read chunk by chunk with turns for questions in between, paused by the signal, saved
// into a list that a test can share between two engines, as two visits share a disk.

import { chunkLines } from "../../src/pipeline/chunk-lines.ts";
import { AppError } from "../../src/base/errors.ts";
import type {
  AskWholeOptions,
  LivePace,
  EarlierTurn,
  Engine,
  WholeAnswer,
  WholeVideo,
  MemoryNotes,
  MemoryUse,
  ModelInfo,
  OpenWholeOptions,
  ReadChunk,
  ReadingEvents,
  ReadReport,
  ReopenOptions,
  SavedMemory,
  Span,
  VideoFacts,
} from "../../src/engine/api.ts";
import { DEFAULT_HOST_BYTES, DEFAULT_READ_SETTINGS } from "../../src/engine/catalogue.ts";
import { joinNotes, NO_NOTES } from "../../src/memory/store/notes.ts";
import { fakeChoice, fakeChunk } from "./fake-memory.ts";

export interface FakeWholeOptions {
  /** What is on the disk; saving and deleting change it. */
  readonly disk?: FakeDisk;
  /** Where the answer to a question is, in seconds. */
  readonly moments?: Readonly<Record<string, readonly number[]>>;
  /** The questions whose moments stand out by far, so that the model is given their chunks alone. */
  readonly alone?: readonly string[];
  /** Reading fails with this error before the chunk of that index, once. */
  failChunk?: { readonly chunk: number; readonly error: AppError } | undefined;
  /** Reading waits before the chunk of that index. */
  readonly waitAt?: { readonly chunk: number; readonly until: Promise<unknown> } | undefined;
  /** What is told of how a live reading keeps up. */
  readonly pace?: Partial<LivePace>;
  /** How likely each of the strings is, by question, where one is asked with choices. */
  readonly likelihoods?: Readonly<Record<string, readonly number[]>>;
  /** The file ends before this chunk. */
  readonly endsAt?: number;
}

export type FakeDisk = Map<
  string,
  { readonly memory: SavedMemory; readonly video: WholeVideo; readonly notes?: MemoryNotes }
>;

export type WholeCall = "openWhole" | "save" | "reopen" | "deleteSaved" | "saved";

/** What the fake engine provides: its pace, its failures, its queue. */
export interface FakeTools {
  readonly model: () => ModelInfo;
  readonly facts: (file: Blob, name: string | undefined) => VideoFacts;
  readonly work: (signal?: AbortSignal) => Promise<void>;
  readonly queued: <T>(job: () => Promise<T>) => Promise<T>;
  readonly failIfTold: (name: WholeCall | "ask") => void;
  readonly span: (stage: Span["stage"], ms: number, items: number) => Span;
  readonly draw: (index: number, frames: number) => Promise<ImageBitmap>;
  readonly answer: (question: string) => string;
  readonly calls: string[];
  readonly earlierTurns: (readonly EarlierTurn[])[];
  readonly nextId: () => number;
}

interface Read {
  readonly video: WholeVideo;
  readonly chunks: ReadChunk[];
  readonly spans: Span[];
  /** The entries of so many of its chunks. */
  readonly sums: { chunks: number; detailed: number; compact: number };
  /** The name of what was saved of it last. */
  savedId?: string;
  /** Whether its source runs. */
  isGoingOn?: boolean;
  /** What is done with it; as in the engine, one thing at a time. */
  busy?: "being read" | "being saved" | undefined;
}

const nothingRead = () => ({
  chunks: [],
  spans: [],
  sums: { chunks: 0, detailed: 0, compact: 0 },
});

/** Behind so many chunks from the disk the page has a turn for every hundred only: the engine has them all before it sends one. */
const TURNS = 32;

let lastKept = 0;

export interface FakeWhole {
  readonly openMemories: () => number[];
  readonly has: (id: number) => boolean;
  readonly open: (file: Blob, options: OpenWholeOptions) => Promise<ReadReport>;
  readonly ask: (
    id: number,
    question: string,
    options?: AskWholeOptions,
  ) => AsyncGenerator<string, WholeAnswer, undefined>;
  readonly close: (id: number) => Promise<void>;
  readonly calls: Pick<
    Engine,
    | "openLive"
    | "resume"
    | "save"
    | "savedMemories"
    | "reopen"
    | "deleteSaved"
    | "exportMemory"
    | "importMemory"
    | "savedContent"
    | "noteSaved"
  >;
}

/** A small grey picture for each of the first frames. */
async function fakePictures({ timesSec }: WholeVideo) {
  const canvas = new OffscreenCanvas(16, 9);
  canvas.getContext("2d")!.fillRect(0, 0, 16, 9);
  const picture = await canvas.convertToBlob({ type: "image/jpeg" });
  return timesSec.slice(0, 60).map((timeSec) => ({ timeSec, picture }));
}

const SAVED_AT_MS = Date.UTC(2026, 10, 20, 9, 30);

export function createFakeWhole(tools: FakeTools, options: FakeWholeOptions = {}): FakeWhole {
  const { work, queued, failIfTold, calls, span } = tools;
  const disk: FakeDisk = options.disk ?? new Map();
  const reads = new Map<number, Read>();

  const get = (id: number): Read => {
    const read = reads.get(id);
    if (read !== undefined) return read;
    throw new AppError("video-closed", "This video was closed.", "Open it again.");
  };
  const useOf = ({ chunks, sums }: Read): MemoryUse => {
    for (; sums.chunks < chunks.length; sums.chunks++) {
      sums.detailed += chunks[sums.chunks]!.detailed;
      sums.compact += chunks[sums.chunks]!.compact;
    }
    const { detailed, compact } = sums;
    const bytes = tools.model().kvBytesPerToken;
    const hostBytes = Math.min(detailed * bytes, DEFAULT_HOST_BYTES);
    return {
      gpuBytes: compact * bytes,
      hostBytes,
      diskBytes: detailed * bytes - hostBytes,
      detailed,
      compact,
    };
  };
  const reportOf = (read: Read): ReadReport => ({
    ...read.video,
    chunks: [...read.chunks],
    isComplete: read.chunks.length === read.video.chunkCount,
    use: useOf(read),
    reusedFrames: 0,
    spans: read.spans,
  });

  const isSaved = (id: string): boolean => disk.get(id)?.memory.isSaved === true;
  /** Writes what was read to the disk. What is there already is not written once more. */
  const put = (read: Read, id: string, isSavedNow: boolean): SavedMemory => {
    const { video, chunks } = read;
    const model = tools.model();
    const memory: SavedMemory = {
      id,
      name: video.name,
      fileBytes: video.facts.bytes,
      model: { id: model.id, title: model.title, precision: model.precision },
      settings: video.settings,
      facts: video.facts,
      frames: chunks.reduce((sum, { timesSec }) => sum + timesSec.length, 0),
      chunks: chunks.length,
      isComplete: chunks.length === video.chunkCount,
      bytes: useOf(read).detailed * model.kvBytesPerToken,
      savedAtMs: SAVED_AT_MS,
      isSaved: isSavedNow,
    };
    const before = disk.get(id)?.memory;
    if (before !== undefined && before.chunks > memory.chunks) return before;
    disk.set(id, { ...disk.get(id), memory, video });
    return memory;
  };

  const readChunk = async (
    read: Read,
    { signal, onFrame, onChunk, isOnePictureEach }: ReadingEvents & ReopenOptions,
    from: "video" | "disk" = "video",
  ) => {
    const { video, chunks, spans } = read;
    const index = chunks.length;
    if (options.waitAt?.chunk === index) await options.waitAt.until;
    const { failChunk } = options;
    if (failChunk?.chunk === index) {
      options.failChunk = undefined;
      throw failChunk.error;
    }
    const chunk = fakeChunk(video, index);
    const at = index * video.settings.chunkFrames;
    // There are two pieces of work a chunk, since frames arrive together where decoding is fast.
    const half = Math.ceil(chunk.timesSec.length / 2);
    const middle = Math.floor(chunk.timesSec.length / 2);
    for (const begin of [0, half]) {
      if (from === "video" || index < TURNS || index % 100 === 0) await work(signal);
      const places = [...chunk.timesSec.keys()].slice(begin, begin + half);
      const sent = places.filter((place) => isOnePictureEach !== true || place === middle);
      const pictures = await Promise.all(
        sent.map((place) => tools.draw(at + place, video.timesSec.length)),
      );
      for (const [i, place] of sent.entries())
        onFrame?.({
          index: at + place,
          timeSec: chunk.timesSec[place]!,
          thumbnail: pictures[i]!,
        });
      spans.push(span("decode", 4, places.length));
    }
    spans.push(span("encode", 40, chunk.timesSec.length), span("prefill", 30, chunk.levels.length));
    chunks.push(chunk);
    if (video.keptId !== null) put(read, video.keptId, isSaved(video.keptId));
    onChunk?.(chunk, useOf(read));
  };

  const busyWith = async <T>(
    read: Read,
    what: NonNullable<Read["busy"]>,
    work: () => Promise<T>,
  ): Promise<T> => {
    if (read.busy !== undefined)
      throw new AppError("memory-busy", `This video is ${read.busy} at the moment.`, "Wait.");
    read.busy = what;
    try {
      return await work();
    } finally {
      read.busy = undefined;
    }
  };

  const goOn = (read: Read, events: ReadingEvents): Promise<ReadReport> =>
    busyWith(read, "being read", () => readAll(read, events));

  const readAll = async (read: Read, events: ReadingEvents): Promise<ReadReport> => {
    const end = Math.min(read.video.chunkCount, options.endsAt ?? Infinity);
    try {
      while (read.chunks.length < end) await queued(() => readChunk(read, events));
    } catch (thrown) {
      // What was read before a stop can be asked about; a video of which nothing was read is dropped.
      if (read.chunks.length === 0) reads.delete(read.video.id);
      if (read.chunks.length === 0 || events.signal?.aborted !== true) throw thrown;
    }
    return reportOf(read);
  };

  /** Every eight frames of the stream are a chunk, as many seconds apart as the rate says; the stream's pictures are not looked at. */
  const openLive: Engine["openLive"] = async (frames, live = {}) => {
    const { name = "the stream", way, onOpen, onPace, isKept = false, signal, ...events } = live;
    const { framesPerSec = 1, chunkFrames = 8 } = way ?? {};
    calls.push(`openLive ${name} ${framesPerSec}`);
    failIfTold("openWhole");
    const facts: VideoFacts = {
      ...tools.facts(new Blob(["live"]), name),
      container: "live",
      bytes: 0,
    };
    const timesSec: number[] = [];
    const read: Read = {
      video: liveVideo(name, facts, timesSec, { framesPerSec, chunkFrames }, isKept),
      ...nothingRead(),
      isGoingOn: true,
    };
    const { video } = read;
    reads.set(video.id, read);
    onOpen?.({ ...video, timesSec: [] });
    const reader = frames.getReader();
    signal?.addEventListener("abort", () => void reader.cancel(), { once: true });
    const readOne = async (): Promise<void> => {
      const from = chunkFrames * read.chunks.length;
      Object.assign(video, {
        chunkCount: read.chunks.length + 1,
        facts: { ...facts, durationSec: timesSec.at(-1) },
      });
      await queued(() => readChunk(read, events));
      onPace?.({
        nowSec: timesSec.at(-1) ?? 0,
        readSec: timesSec[from] ?? 0,
        framesPerSec,
        factor: 4.2,
        dropped: 0,
        missed: 0,
        turns: 0,
        gaps: [],
        ...options.pace,
      });
    };
    for (let one = await reader.read(); !one.done; one = await reader.read()) {
      one.value.close();
      timesSec.push(timesSec.length / framesPerSec);
      if (timesSec.length % chunkFrames === 0) await readOne();
    }
    if (timesSec.length % chunkFrames > 0) await readOne();
    read.isGoingOn = false;
    if (read.chunks.length === 0) reads.delete(video.id);
    return reportOf(read);
  };

  const ask: FakeWhole["ask"] = async function* (id, question, ask = {}) {
    calls.push(`ask ${question}`);
    tools.earlierTurns.push(ask.earlier ?? []);
    const begun = await queued(async () => {
      await work(ask.signal);
      failIfTold("ask");
      const read = get(id);
      return fakeChoice(read.video, read.chunks, {
        question,
        most: ask.chunks ?? 3,
        forced: new Map(ask.forced),
        moments: options.moments?.[question],
        range: ask.range,
        isGoingOn: read.isGoingOn === true,
        isAlone:
          ask.onlyForced ??
          (options.alone?.includes(question) === true && (ask.forced ?? []).length === 0),
      });
    });
    ask.onChoice?.(begun);
    ask.onSubtitles?.(
      chunkLines(
        ask.subtitles ?? [],
        begun.chunks,
        {
          isDetailed: begun.chunks.map(({ isDetailed }) => isDetailed),
          relevance: begun.chunks.map(({ relevance }) => relevance),
        },
        () => true,
      ),
    );
    const words = tools.answer(question).split(/(?<= )/);
    const { begun: had = [] } = ask;
    let text = words.slice(0, had.length).join("");
    let steps = 0;
    let stop: WholeAnswer["stop"] = "end";
    const spans = [
      span("score", 210, begun.chunks.length),
      span("splice", 340, begun.entries),
      span("prefill", 830, 18),
    ];
    for (const word of words.slice(had.length)) {
      if (had.length + steps + 1 === ask.maxTokens) stop = "length";
      try {
        await work(ask.signal);
      } catch {
        stop = "stopped";
        break;
      }
      spans.push(span("step", 27, 1));
      steps += 1;
      text += word;
      yield word;
      if (stop === "length") break;
    }
    return {
      kind: "whole",
      choice: begun,
      text,
      ids: Array.from({ length: had.length + steps }, (_, word) => word),
      stop,
      steps,
      likelihoods:
        ask.choices?.map((text, i) => {
          const probability = options.likelihoods?.[question]?.[i] ?? 0.5;
          return { text, logLikelihood: Math.log(probability), probability };
        }) ?? null,
      closest: null,
      tokens: { total: begun.chunks.length * 288, kept: begun.entries, prompt: begun.entries + 30 },
      kvBytes: (begun.entries + 30 + steps) * tools.model().kvBytesPerToken,
      firstTokenMs: 1_380,
      prefillMs: 830,
      stepMs: steps * 27,
      totalMs: 1_380 + steps * 27,
      turnsSeen: ask.earlier?.length ?? 0,
      textReused: 0,
      spans,
    };
  };

  const liveVideo = (
    name: string,
    facts: VideoFacts,
    timesSec: readonly number[],
    { framesPerSec, chunkFrames }: { readonly framesPerSec: number; readonly chunkFrames: number },
    isKept: boolean,
  ): WholeVideo => ({
    kind: "whole",
    id: tools.nextId(),
    name,
    facts,
    timesSec,
    chunkCount: 0,
    chunkTimes: chunkFrames,
    grid: tools.model().grid,
    settings: { ...DEFAULT_READ_SETTINGS, framesPerSec, chunkFrames },
    isLive: true,
    keptId: isKept ? `${name} kept ${++lastKept}` : null,
  });

  return {
    openMemories: () => [...reads.keys()],

    has: (id) => reads.has(id),
    open: async (file, { name, way, onOpen, isKept = false, ...events }) => {
      const { framesPerSec = 1, chunkFrames = 8 } = way;
      calls.push(`openWhole ${name ?? ""} ${framesPerSec}`);
      const read = await queued(async () => {
        await work(events.signal);
        failIfTold("openWhole");
        const facts = tools.facts(file, name);
        const frames = Math.max(1, Math.round(facts.durationSec * framesPerSec));
        const timesSec = Array.from(
          { length: frames },
          (_, index) => ((index + 0.5) / frames) * facts.durationSec,
        );
        const opened: WholeVideo = {
          kind: "whole",
          id: tools.nextId(),
          name: name ?? facts.name,
          facts,
          timesSec,
          chunkCount: Math.ceil(frames / chunkFrames),
          chunkTimes: chunkFrames,
          grid: tools.model().grid,
          isLive: false,
          settings: {
            framesPerSec,
            chunkFrames,
            shares: way.shares ?? { detailed: 1 / 2, compact: 1 / 16 },
            scorer: way.scorer ?? "cover",
            passes: 1,
            prototypes: false,
            contextShare: 1 / 4,
            reuseBelow: 0,
            copiesStill: false,
            positions: null,
          },
          keptId: isKept ? `${name ?? facts.name} kept ${++lastKept}` : null,
        };
        reads.set(opened.id, { video: opened, ...nothingRead() });
        onOpen?.(opened);
        return get(opened.id);
      });
      return goOn(read, events);
    },
    ask,
    close: (id) =>
      queued(() => {
        calls.push(`close ${id}`);
        const keptId = reads.get(id)?.video.keptId ?? null;
        if (keptId !== null && !isSaved(keptId)) disk.delete(keptId);
        reads.delete(id);
        return Promise.resolve();
      }),
    calls: {
      openLive,
      resume: async ({ id }, events = {}) => {
        calls.push(`resume${events.file === undefined ? "" : " with its file"}`);
        return goOn(get(id), events);
      },

      save: async ({ id }, { onProgress, signal } = {}) => {
        const read = get(id);
        return busyWith(read, "being saved", () =>
          queued(async () => {
            failIfTold("save");
            for (let done = 1; done <= 4; done++) {
              await work(signal);
              onProgress?.({ done, total: 4 });
            }
            const { keptId, name } = read.video;
            const memory = put(read, keptId ?? `${name} ${disk.size + 1}`, true);
            // As in the engine, what was saved of it before goes.
            if (read.savedId !== undefined && read.savedId !== memory.id) disk.delete(read.savedId);
            read.savedId = memory.id;
            return memory;
          }),
        );
      },
      // A file is what the disk has of a memory, as JSON.
      exportMemory: (id) =>
        Promise.resolve(
          new File([JSON.stringify(disk.get(id))], `${disk.get(id)?.memory.name}.framewise`),
        ),
      importMemory: (file, { onProgress, signal } = {}) =>
        queued(async () => {
          const text = await file.text();
          if (!text.startsWith("{"))
            throw new AppError(
              "memory-file",
              "The memory was not imported: it is none.",
              "Fetch it.",
            );
          for (let done = 1; done <= 4; done++) {
            await work(signal);
            onProgress?.({ done, total: 4 });
          }
          const { memory, ...others } = JSON.parse(text) as NonNullable<
            ReturnType<FakeDisk["get"]>
          >;
          // As in the engine, one that is there already stays as it is.
          const there = disk.get(memory.id)?.memory;
          if (there?.isSaved === true) return there;
          const imported = { ...memory, id: `imported ${disk.size + 1}`, isSaved: true };
          disk.set(imported.id, { memory: imported, ...others });
          return imported;
        }),
      savedContent: async (id) => {
        const { video, notes = NO_NOTES } = disk.get(id)!;
        return { frames: await fakePictures(video), chunks: [], notes };
      },
      noteSaved: async (id, notes) => {
        const there = disk.get(id)!;
        const all = joinNotes(there.notes ?? NO_NOTES, notes);
        disk.set(id, { ...there, notes: all });
        return all;
      },
      savedMemories: () =>
        queued(() => {
          failIfTold("saved");
          return Promise.resolve([...disk.values()].map(({ memory }) => memory));
        }),
      reopen: (id, { onOpen, onProgress, isKept = false, ...events } = {}) =>
        queued(async () => {
          calls.push(`reopen ${id}`);
          await work(events.signal);
          failIfTold("reopen");
          const saved = disk.get(id);
          const { id: model, precision } = tools.model();
          if (saved === undefined)
            throw new AppError("memory-missing", "This memory is not on the disk.", "Read again.");
          if (saved.memory.model.id !== model || saved.memory.model.precision !== precision)
            throw new AppError("memory-other-model", "Another model read it.", "Take that model.");
          const read: Read = {
            video: { ...saved.video, id: tools.nextId(), keptId: isKept ? id : null },
            ...nothingRead(),
            ...(saved.memory.isSaved && { savedId: id }),
          };
          reads.set(read.video.id, read);
          onOpen?.(read.video);
          while (read.chunks.length < saved.memory.chunks) {
            await readChunk(read, events, "disk");
            onProgress?.({ done: read.chunks.length, total: saved.memory.chunks });
          }
          return reportOf(read);
        }),
      deleteSaved: (id) =>
        queued(() => {
          failIfTold("deleteSaved");
          const open = [...reads.values()].find(({ video }) => video.keptId === id);
          if (open === undefined) disk.delete(id);
          else put(open, id, false);
          return Promise.resolve();
        }),
    },
  };
}
