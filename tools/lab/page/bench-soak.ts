// A long stay in one page: questions about one video after the other, with models switched and devices lost on the way.

import type { Engine, EngineCounters, FramesVideo, WholeVideo } from "../../../src/engine/api.ts";
import { sampleClip } from "../../world/index.ts";
import { askOnce } from "./ask.ts";
import { QUESTIONS } from "./bench.ts";
import { diskBytes } from "./disk-bytes.ts";
import { drawClipFile } from "./draw-clip.ts";
import { note } from "./note.ts";

/** A part of the stay, after which no video is open. */
export interface SoakLap {
  readonly model: { readonly id: string; readonly url: string };
  /** The videos by number; the last one is read whole, saved, and opened again. */
  readonly videos: readonly number[];
  /** The first question, counted through all laps, and how many there are for each video. */
  readonly first: number;
  readonly perVideo: number;
  /** The device is lost before every so many questions. */
  readonly loseEvery: number;
}

export interface SoakState {
  /** What the page keeps on the disk, in bytes. */
  readonly diskBytes: number;
  /** Devices that were lost so far in this lap. */
  readonly lost: number;
  /** Questions that got another answer than the same one about the same video before. */
  readonly otherAnswers: number;
}

const SEED = 33_000;
const OPTIONS = { maxTokens: 6 } as const;

/** Switches to the model, and asks about each video in turn. */
export async function benchSoakLap(engine: Engine, lap: SoakLap): Promise<SoakState> {
  const { model, videos, perVideo, loseEvery } = lap;
  await engine.loadModel({ kind: "url", ...model });
  let asked = lap.first;
  let lost = 0;
  let otherAnswers = 0;
  for (const [i, number] of videos.entries()) {
    const isWhole = i === videos.length - 1;
    const known = new Map<string, string>();
    const ask = async (video: FramesVideo | WholeVideo, question: string): Promise<void> => {
      if (asked > 0 && asked % loseEvery === 0) {
        await engine.loseDevice();
        lost++;
      }
      asked++;
      const { text } = await (video.kind === "frames"
        ? askOnce(engine, video, question, {
            ...OPTIONS,
            plan: { method: "vidcom2", retention: 0.25 },
          })
        : askOnce(engine, video, question, OPTIONS));
      if (text === "" || (known.get(question) ?? text) !== text) otherAnswers++;
      known.set(question, text);
      note(`Asked ${asked} questions`);
    };
    let video = await openVideo(engine, number, isWhole);
    for (let n = 0; n < perVideo; n++) {
      // Each question comes twice in a row, so that what it was answered can be compared.
      await ask(video, QUESTIONS[(n >> 1) % QUESTIONS.length] ?? QUESTIONS[0]);
      if (video.kind === "whole" && n === perVideo >> 1) video = await savedAndBack(engine, video);
    }
    await engine.close(video);
  }
  for (const { id } of await engine.savedMemories()) await engine.deleteSaved(id);
  return { diskBytes: await diskBytes(), lost, otherAnswers };
}

/** Counts the GPU buffers, of which the runtime leaves some to the garbage collector. */
export const benchSoakCounters = (engine: Engine): Promise<EngineCounters> => engine.counters();

async function openVideo(
  engine: Engine,
  number: number,
  isWhole: boolean,
): Promise<FramesVideo | WholeVideo> {
  const file = await drawClipFile(sampleClip(SEED + number, { frames: 8 }));
  note(`Opening video ${number + 1}`);
  const common = { name: file.name, onFrame: closeThumbnail };
  if (!isWhole) return engine.open(file, { ...common, way: { kind: "frames", frames: 8 } });
  return engine.open(file, { ...common, way: { kind: "whole", framesPerSec: 4 } });
}

async function savedAndBack(engine: Engine, video: WholeVideo): Promise<WholeVideo> {
  const { id } = await engine.save(video);
  await engine.close(video);
  return engine.reopen(id, { onFrame: closeThumbnail });
}

const closeThumbnail = ({ thumbnail }: { readonly thumbnail: ImageBitmap }): void =>
  thumbnail.close();
