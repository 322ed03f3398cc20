// A long video → its memory, chunk by chunk: decode at a rate, encode, prefill behind the compact history, keep two
// levels of entries. Each chunk is one turn at the model, so that questions find their turn between chunks.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import { createStopwatch, type Span } from "../base/span.ts";
import type { Compressor } from "../compression/plan.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { encodeFrameKeys, FRAME_KEYS } from "../kernels/frame-keys.ts";
import { timesAtRate } from "../media/choose-times.ts";
import { decodeFrames, type DecodedFrame } from "../media/decode-frames.ts";
import { openVideo, type VideoFacts } from "../media/open-video.ts";
import { makeThumbnail } from "../media/thumbnail.ts";
import { bestLevels, DEFAULT_SHARES, evenLevels, keptOf, type Shares } from "../memory/levels.ts";
import { createVideoMemory, type ChunkMemory, type VideoMemory } from "../memory/video-memory.ts";
import { createFrameEncoder } from "../vision/frame-encoder.ts";
import type { LoadedModel } from "./load-model.ts";
import { longPrompt } from "./long-prompt.ts";

/** What decides which tokens of a chunk stay. */
export type Scorer = "vidcom2" | "uniform";

export interface ReadOptions {
  readonly name: string;
  /** Default 1. */
  readonly framesPerSec?: number | undefined;
  /** Default 8. */
  readonly chunkFrames?: number | undefined;
  readonly shares?: Shares | undefined;
  /** Default "vidcom2". */
  readonly scorer?: Scorer | undefined;
  readonly onFrame?:
    ((frame: { index: number; timeSec: number; thumbnail: ImageBitmap }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface VideoReader {
  readonly facts: VideoFacts;
  /** Of the frames that will be looked at. */
  readonly timesSec: readonly number[];
  readonly chunkCount: number;
  readonly memory: VideoMemory;
  /** Mean token of each frame read so far, float32 [≥ frames, 1, D]. */
  readonly frameTokens: Tensor;
  readonly spans: readonly Span[];
  /** Reads the next chunk; null when there is none. The cache must hold the compact memory. */
  next(): Promise<ChunkMemory | null>;
  /** Closes the file; the memory stays. */
  close(): Promise<void>;
  destroy(): Promise<void>;
}

/** @throws AppError `video-*`, `memory-*`; the signal's reason. */
export async function createVideoReader(
  gpu: Gpu,
  model: LoadedModel,
  compressor: Compressor,
  file: Blob,
  options: ReadOptions,
): Promise<VideoReader> {
  const { framesPerSec = 1, chunkFrames = 8, shares = DEFAULT_SHARES, signal } = options;
  const { scorer = "vidcom2" } = options;
  const { config, decoder } = model;
  checkFamily(model);
  const stopwatch = createStopwatch();
  const opened = await openVideo(file, {
    name: options.name,
    maxSidePx: gpu.device.limits.maxTextureDimension2D,
    ...(signal === undefined ? {} : { signal }),
  });
  const timesSec = timesAtRate(opened.times, framesPerSec);
  const chunkCount = Math.ceil(timesSec.length / chunkFrames);
  const layout = config.layout(opened.facts);
  const perFrame = layout.tokens.rows * layout.tokens.columns;
  const chunkTokens = chunkFrames * perFrame;

  const encoder = await createFrameEncoder(gpu, model.vision, config, layout);
  const open = async (): Promise<VideoMemory> => {
    const system = await decoder.embed(longPrompt(model, "").before);
    try {
      return await createVideoMemory(
        gpu,
        {
          cache: decoder.cache,
          ropeTheta: config.text.ropeTheta,
          async append(embeddings) {
            (await decoder.forward(embeddings, { signal })).destroy();
          },
        },
        {
          frames: timesSec.length,
          // The first chunk stays in detail.
          highEntries:
            keptOf(chunkTokens, shares.low) + (chunkCount - 1) * keptOf(chunkTokens, shares.high),
          system,
        },
      );
    } finally {
      system.destroy();
    }
  };
  const memory = await open().catch((thrown: unknown) => {
    encoder.destroy();
    opened.close();
    throw thrown;
  });
  const frameTokens = createTensor(
    gpu,
    [timesSec.length, 1, config.text.width],
    "float32",
    "memory/frame-tokens",
  );
  const means = await gpu.kernels.load(FRAME_KEYS);
  const frames = decodeFrames(opened, timesSec, signal === undefined ? {} : { signal });
  let seen = 0;
  let isOver = false;

  const next = async (): Promise<ChunkMemory | null> => {
    if (isOver) return null;
    const times: number[] = [];
    const tokens = await encoder.encode(
      take(frames, chunkFrames, () => (isOver = true)),
      chunkFrames,
      {
        stopwatch,
        signal,
        onFrame(decoded) {
          times.push(decoded.timeSec);
          const thumbnail = makeThumbnail(decoded);
          options.onFrame?.({
            index: seen + times.length - 1,
            timeSec: decoded.timeSec,
            thumbnail,
          });
        },
      },
    );
    try {
      if (times.length === 0) return null;
      const count = times.length * perFrame;
      const levels =
        scorer === "uniform"
          ? evenLevels(count, shares)
          : bestLevels(await scoresOf(compressor, tokens), shares);
      const chunk = await stopwatch.time("prefill", count, () =>
        memory.read(tokens, times, levels),
      );
      const starts = tensorFrom(
        gpu,
        Uint32Array.from({ length: times.length + 1 }, (_, t) => t * perFrame),
        [times.length + 1],
        "memory/starts",
      );
      const recorder = createRecorder(gpu, "memory/frame-tokens");
      const keys = { ...tokens, dims: [1, 1, count, config.text.width] };
      encodeFrameKeys(
        gpu,
        recorder,
        means,
        { frames: times.length, toFrame: seen },
        { keys, starts, means: frameTokens },
      );
      recorder.submit();
      starts.destroy();
      seen += times.length;
      return chunk;
    } finally {
      tokens.destroy();
    }
  };

  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isOver = isClosed = true;
    await frames.return();
    encoder.destroy();
    opened.close();
  };

  return {
    facts: opened.facts,
    timesSec,
    chunkCount,
    memory,
    frameTokens,
    spans: stopwatch.spans,
    next,
    close,
    async destroy() {
      await close();
      memory.destroy();
      frameTokens.destroy();
    },
  };
}

/** Up to `count` frames; the rest stays for the next chunk, which a `for` over them all would end. */
async function* take(
  frames: AsyncGenerator<DecodedFrame>,
  count: number,
  onEnd: () => void,
): AsyncGenerator<DecodedFrame> {
  for (let i = 0; i < count; i++) {
    const { done, value } = await frames.next();
    if (done === true) return onEnd();
    yield must(value, "frame");
  }
}

async function scoresOf(compressor: Compressor, tokens: Tensor): Promise<Float32Array> {
  const selection = await compressor.plan(tokens, { method: "vidcom2", retention: 1 });
  selection.destroy();
  compressor.forget(tokens);
  return selection.tokenScores;
}

/** What stands between the tokens of a video must be nothing but one newline at its end. */
function checkFamily({ config }: LoadedModel): void {
  const tokens = { rows: 1, columns: 2 };
  const pieces = config.pieces({ steps: 2, tokens, timesSec: [0, 1], durationSec: 2 });
  const kinds = pieces.map(({ kind }) => kind).join(" ");
  if (
    config.positions === "sequence" &&
    config.framesPerStep === 1 &&
    /^tokens( newline)?$/.test(kinds)
  ) {
    return;
  }
  throw new AppError(
    "memory-family",
    `Long videos cannot be read chunk by chunk with ${config.title} yet: it puts text, rows or a grid of positions between the tokens.`,
    "Choose a LLaVA-OneVision model or the embedded one, or look at fewer frames.",
  );
}
