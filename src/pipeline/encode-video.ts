// Turns a file into visual tokens: decode at the chosen times, resize, encode, pool. Decode and encode overlap.

import { must } from "../base/assert.ts";
import { lookedAt, type Looked, type Looking } from "../base/sampling.ts";
import type { Grid } from "../base/shape.ts";
import { rangeWithin } from "../base/time-range.ts";
import type { Compressor } from "../compression/plan.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { chooseTimes } from "../media/choose-times.ts";
import { decodeFrames, type DecodedFrame } from "../media/decode-frames.ts";
import type { VideoFacts } from "../media/open-video.ts";
import { makeThumbnail } from "../media/thumbnail.ts";
import { openSource, type VideoSource } from "../media/video-source.ts";
import type { Size } from "../model/adapters/adapter.ts";
import {
  completeEncodeSettings,
  COPYING,
  type ChosenSettings,
  type EncodeReport,
  type EncodeSettings,
  type PatchMap,
} from "../vision/encode-settings.ts";
import { createFrameEncoder } from "../vision/frame-encoder.ts";
import type { ModelBench } from "./loaded-model.ts";
import { createStageStopwatch, type StageSpan, type StageStopwatch } from "./stages.ts";

/** A video as the language model gets it. */
export interface EncodedVideo {
  readonly facts: VideoFacts;
  /** The times at which the T steps' first frames are shown, in seconds, ascending. */
  readonly timesSec: readonly number[];
  /**
   * When each frame begins to be shown, in seconds from the clip's first frame, which is the time that prompts give.
   * There are `framesPerStep` a step; the last step may lack its second.
   */
  readonly shownTimesSec: readonly number[];
  /** How the frames were chosen. */
  readonly looked: Looked;
  /** The size of the picture that the model sees of a frame, in pixels. */
  readonly picture: Size;
  /** The grid of a step's tokens, N = rows · columns. */
  readonly grid: Grid;
  /** The number of frames that were wanted and could not be decoded. */
  readonly lostFrames: number;
  /** What of the frames was encoded. */
  readonly encode: EncodeReport;
  /** What became of the frames' patches; null where all were encoded. */
  readonly patches: PatchMap | null;
  /** [T · N], 1 where a token was encoded, equally many of each step; null where all were. */
  readonly encodedTokens: Uint8Array | null;
  /** [T, N, D] */
  readonly tokens: Tensor;
  readonly spans: readonly StageSpan[];
}

export interface EncodeVideoOptions {
  /** What the reader wants instead of the model's own rule; default: nothing. */
  readonly looking?: Looking | undefined;
  /** What of the frames is encoded; default: `DEFAULT_ENCODE`. */
  readonly encode?: Partial<EncodeSettings> | undefined;
  readonly onFacts?: ((facts: VideoFacts) => void) | undefined;
  readonly onFrame?:
    | ((frame: { index: number; timeSec: number; thumbnail: ImageBitmap }) => void)
    | undefined;
  readonly onProgress?:
    | ((progress: { stage: "decode" | "encode"; done: number; total: number }) => void)
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Encodes a video; the caller destroys `tokens`. @throws AppError `encode-settings`, `video-*`; the signal's reason. */
export async function encodeVideo(
  { gpu, model, compressor }: Pick<ModelBench, "gpu" | "model" | "compressor">,
  source: VideoSource,
  options: EncodeVideoOptions = {},
): Promise<EncodedVideo> {
  const { signal, onProgress } = options;
  const asLooked = options.looking?.copiesStill === true ? { still: COPYING } : {};
  const { still, chosen } = completeEncodeSettings(options.encode ?? asLooked);
  const stopwatch = createStageStopwatch();
  const opened = await openSource(gpu, source, signal);
  try {
    options.onFacts?.(opened.facts);
    const { config } = model;
    const range = rangeWithin(opened.times, options.looking?.range);
    const looking: Looking = { ...options.looking, range };
    const wanted = chooseTimes(opened.times, config.sampling, looking);
    let seen = 0;
    const frames = timed(decodeFrames(opened, wanted, { signal }), stopwatch);
    const layout = config.layout(opened.facts, wanted.length, looking.stepTokens);
    const encoder = await createFrameEncoder(gpu, model.vision, config, layout, {
      still,
      choose:
        chosen && ((embeddings) => chooseTokens(compressor, embeddings, layout.tokens, chosen)),
    });
    const stepTimesSec: number[] = [];
    const shownTimesSec: number[] = [];
    try {
      const tokens = await encoder.encode(frames, wanted.length, {
        stopwatch,
        signal,
        onFrame(decoded) {
          const { timeSec } = decoded;
          shownTimesSec.push(decoded.timestampSec);
          // The strip has one column for each step, which shows its first frame.
          if (seen++ % config.framesPerStep === 0) {
            const index = stepTimesSec.push(timeSec) - 1;
            options.onFrame?.({ index, timeSec, thumbnail: makeThumbnail(decoded) });
          }
          onProgress?.({ stage: "decode", done: seen, total: wanted.length });
        },
        onProgress: (done) => onProgress?.({ stage: "encode", done, total: wanted.length }),
      });
      return {
        facts: opened.facts,
        timesSec: stepTimesSec,
        shownTimesSec,
        looked: { ...lookedAt(config, looking, wanted.length), ...shareOf(encoder.report) },
        picture: encoder.picture,
        grid: layout.tokens,
        lostFrames: wanted.length - seen,
        encode: encoder.report,
        patches: encoder.patches,
        encodedTokens: encoder.encodedTokens,
        tokens,
        spans: stopwatch.spans,
      };
    } finally {
      encoder.destroy();
    }
  } finally {
    opened.close();
  }
}

const shareOf = ({ count }: EncodeReport): Pick<Looked, "encodedShare"> =>
  count === null ? {} : { encodedShare: count.encoded / count.patches };

/** Chooses equally many tokens of each step by a method that then forgets them. */
async function chooseTokens(
  compressor: Compressor,
  embeddings: Tensor,
  { columns, rows }: Grid,
  { share, by }: ChosenSettings,
): Promise<Uint8Array> {
  const perStep = rows * columns;
  const retention = Math.max(1, Math.round(share * perStep)) / perStep;
  const request = {
    method: by,
    retention,
    budget: "even",
    switches: { rounding: "exact" },
  } as const;
  const selection = await compressor.plan(embeddings, request, { columns });
  compressor.forget(embeddings);
  selection.destroy();
  return selection.keptMask;
}

/** Yields the same frames, and measures the wait for each as a span. */
async function* timed(
  frames: AsyncGenerator<DecodedFrame>,
  stopwatch: StageStopwatch,
): AsyncGenerator<DecodedFrame> {
  try {
    for (;;) {
      const next = await stopwatch.time("decode", 1, () => frames.next());
      if (next.done === true) return;
      yield must(next.value, "frame");
    }
  } finally {
    await frames.return(undefined);
  }
}
