// Features out of a small pool, with noise, in the place of a camera's frames and their encoder: hours of them come as fast as they
// are read.

import { tensorFrom } from "../../../../src/gpu/tensor.ts";
import { liveFacts } from "../../../../src/media/live/live-facts.ts";
import type { LiveFrames } from "../../../../src/media/live/live-frames.ts";
import type { ChunkFrames } from "../../../../src/pipeline/chunk-frames.ts";
import type { LiveParts } from "../../../../src/pipeline/live-reading.ts";

/** The steps of the pool. */
const POOL = 64;
/** The spread of the features, which is about that of encoders, and the share of it that is noise. */
const [SPREAD, NOISE] = [0.5, 0.2];
const PICTURE = { width: 96, height: 54 };
/** The bytes of a picture where nothing can be drawn, in Node. */
const PICTURE_BYTES = 2_000;

export interface PooledFrames {
  readonly parts: Required<Omit<LiveParts, "id">>;
  /** Lets frames come until there have been so many. */
  comeUntil(frames: number): void;
  /** Resolves when all of those were taken and more are waited for. */
  untilTaken(): Promise<void>;
}

/** Frames of a source that gives one a second, `size` each. */
export function createPooledFrames(size: { width: number; height: number }): PooledFrames {
  let [come, taken] = [0, 0];
  let isOver = false;
  let wake: () => void = () => undefined;
  let idle: () => void = () => undefined;
  const changed = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const end = (): void => {
    isOver = true;
    wake();
  };
  const frames: LiveFrames = {
    facts: liveFacts("hours", size),
    get counts() {
      return { taken, dropped: 0, missed: 0, turns: 0, gaps: [] };
    },
    get waiting() {
      return come - taken;
    },
    get nowSec() {
      return taken;
    },
    framesPerSec: 1,
    async ready() {
      for (;;) {
        if (taken < come || isOver) return taken < come;
        idle();
        await changed();
      }
    },
    take: () => null, // its features are taken instead
    wasRead: () => undefined,
    giveBack: () => undefined,
    end,
    close: end,
  };
  return {
    parts: {
      frames,
      async openChunks({ gpu, model }, { tokens: { rows, columns } }): Promise<ChunkFrames> {
        const { framesPerStep, text } = model.config;
        const dims = [rows * columns, text.width] as const;
        const pool = normals(POOL * dims[0] * dims[1]);
        const picture =
          typeof OffscreenCanvas === "undefined"
            ? new ArrayBuffer(PICTURE_BYTES)
            : await drawnPicture();
        return {
          async next(count) {
            const steps = Math.floor(Math.min(count, come - taken) / framesPerStep);
            if (steps === 0) return null;
            const first = taken;
            taken += steps * framesPerStep;
            const shownTimesSec = Array.from(
              { length: steps * framesPerStep },
              (_, i) => first + i,
            );
            const values = noisy(pool, first / framesPerStep, steps, dims[0] * dims[1]);
            return {
              tokens: tensorFrom(gpu, values, [steps, ...dims], "bench/features"),
              timesSec: shownTimesSec.filter((_, i) => i % framesPerStep === 0),
              shownTimesSec,
              reusedFrames: 0,
              // Each is kept for itself, as those of a camera are.
              pictures: Promise.resolve(Array.from({ length: steps }, () => new Blob([picture]))),
            };
          },
          close: () => Promise.resolve(),
        };
      },
    },
    comeUntil(count) {
      come = count;
      wake();
    },
    untilTaken: () => new Promise((resolve) => (idle = resolve)),
  };
}

/** Repeats the pool's steps from `first` on, each with noise of its own. */
function noisy(
  pool: Float32Array,
  first: number,
  steps: number,
  each: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(steps * each);
  for (let step = 0; step < steps; step++) {
    const from = ((first + step) % POOL) * each;
    for (let i = 0; i < each; i++) {
      values[step * each + i] =
        (pool[from + i] ?? 0) + SPREAD * NOISE * Math.sqrt(12) * (Math.random() - 0.5);
    }
  }
  return values;
}

/** Normally distributed numbers by the method of Box and Muller. */
const normals = (count: number): Float32Array =>
  Float32Array.from(
    { length: count },
    () =>
      SPREAD * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()),
  );

async function drawnPicture(): Promise<ArrayBuffer> {
  const canvas = new OffscreenCanvas(PICTURE.width, PICTURE.height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("There is no 2D canvas.");
  for (let i = 0; i < 64; i++) {
    context.fillStyle = `hsl(${(i * 47) % 360} 60% 50%)`;
    context.fillRect((i * 31) % PICTURE.width, (i * 17) % PICTURE.height, 12, 12);
  }
  return (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer();
}
