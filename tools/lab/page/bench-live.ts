// A running source of minutes through the public engine, as fast as it is read: what comes of its chunks, and what stays behind.

import { must } from "../../../src/base/assert.ts";
import type {
  Engine,
  EngineCounters,
  LivePace,
  MemoryUse,
  ReadReport,
  WholeVideo,
} from "../../../src/engine/api.ts";
import { sampleClip } from "../../world/index.ts";
import { askOnce, totalMs } from "./ask.ts";
import { QUESTIONS } from "./bench.ts";
import { diskBytes } from "./disk-bytes.ts";
import { note } from "./note.ts";
import { openTicks, type TickStream } from "./tick-stream.ts";

export interface LivePoint {
  readonly seconds: number;
  readonly chunks: number;
  /** Seconds that no chunk has, though a frame of them was sent. */
  readonly lostSec: readonly number[];
  readonly forgotten: number;
  readonly pace: LivePace;
  readonly use: MemoryUse;
  readonly counters: EngineCounters;
  readonly diskBytes: number;
  readonly firstTokenMs: number;
  /** The part of it that found the relevance. */
  readonly scoreMs: number;
}

export interface LiveBench {
  /** Begins a source with its first chunk. */
  readonly open: (args: { readonly chunkFrames: number }) => Promise<Left>;
  /** Sends and reads a frame a second up to there, and asks. */
  readonly until: (args: { readonly seconds: number }) => Promise<LivePoint>;
  readonly close: () => Promise<Left>;
}

/** What is there without a source. */
export interface Left {
  readonly counters: EngineCounters;
  readonly diskBytes: number;
}

const SEED = 34_000;
const CLIP_TICKS = 64;
const ANSWER_TOKENS = 4;

export function createLiveBench(engine: Engine): LiveBench {
  let source: TickStream | null = null;
  const times = new Set<number>();
  let [sent, wanted, perChunk, chunks, forgotten] = [0, 0, 1, 0, 0];
  let pace: LivePace | null = null;
  let use: MemoryUse | null = null;
  let video: WholeVideo | null = null;
  let ended: Promise<ReadReport> | null = null;
  let changed: () => void = () => undefined;

  const left = async (): Promise<Left> => ({
    counters: await engine.counters(),
    diskBytes: await diskBytes(),
  });
  const send = (): void => {
    for (let i = 0; i < perChunk && sent < wanted; i++) source?.send(sent++);
  };
  const isRead = (): boolean => sent === wanted && (pace?.readSec ?? -1) >= sent - 1;

  return {
    async open({ chunkFrames }) {
      const before = await left();
      [sent, chunks, forgotten, pace, use] = [0, 0, 0, null, null];
      times.clear();
      const { frames } = (source = openTicks(sampleClip(SEED, { frames: CLIP_TICKS })));
      perChunk = wanted = chunkFrames;
      await new Promise<void>((resolve, reject) => {
        ended = engine.openLive(frames, {
          name: "drawn",
          way: { kind: "whole", chunkFrames, framesPerSec: 1 },
          isKept: true,
          onOpen(opened) {
            video = opened;
            resolve();
          },
          onFrame: ({ thumbnail }) => thumbnail.close(),
          onChunk({ timesSec }, now) {
            chunks++;
            use = now;
            for (const sec of timesSec) times.add(Math.round(sec));
            note("");
          },
          onForgotten: (gone) => (forgotten += gone.length),
          onPace(now) {
            pace = now;
            send();
            changed();
          },
        });
        ended.catch(reject);
        send();
      });
      return before;
    },
    async until({ seconds }) {
      wanted = seconds;
      send();
      while (!isRead()) await new Promise<void>((resolve) => (changed = resolve));
      const question = QUESTIONS[seconds % QUESTIONS.length] ?? QUESTIONS[0];
      const asked = await askOnce(engine, must(video, "video"), question, {
        maxTokens: ANSWER_TOKENS,
      });
      return {
        seconds,
        chunks,
        lostSec: Array.from({ length: sent }, (_, sec) => sec).filter((sec) => !times.has(sec)),
        forgotten,
        pace: must(pace, "pace"),
        use: must(use, "use"),
        ...(await left()),
        firstTokenMs: asked.firstTokenMs,
        scoreMs: totalMs(asked.spans, "score"),
      };
    },
    async close() {
      source?.end();
      await engine.close(await must(ended, "reading"));
      return left();
    },
  };
}
