// Runs a moment of noise through a model, from frame to second token. That compiles every shader and fills the runtime's
// own caches, so that the first question about a video does not wait for it.

import { drain } from "../base/stream.ts";
import type { Compressor } from "../compression/plan.ts";
import { DEFAULT_METHOD } from "../compression/method-choices.ts";
import type { Gpu } from "../gpu/device.ts";
import { GREEDY } from "../language/sampling.ts";
import { COPYING } from "../vision/encode-settings.ts";
import { createFrameEncoder } from "../vision/frame-encoder.ts";
import { answer } from "./answer.ts";
import { NO_OWNER, type CachedPrefix } from "./cache-owner.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { createStageStopwatch } from "./stages.ts";

/** The size of the noise; videos of other sizes use the same shaders. */
const SIZE = { width: 320, height: 180 };
/** Steps of tokens. Two, so that there is a place between frames. */
const STEPS = 2;
/** No video's. */
const VIDEO_ID = -1;

export interface WarmUpOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether videos will be encoded so; the vision encoder is cut for that. Default false. */
  readonly copiesStill?: boolean | undefined;
}

/** Leaves nothing behind; the cache must hold nothing that is still wanted. @throws the signal's reason; those of an answer. */
export async function warmUp(
  gpu: Gpu,
  model: LoadedModel,
  compressor: Compressor,
  prefix: CachedPrefix,
  { signal, copiesStill = false }: WarmUpOptions,
): Promise<void> {
  const { config } = model;
  const count = STEPS * config.framesPerStep;
  const layout = config.layout(SIZE, count);
  const still = copiesStill ? COPYING : null;
  const encoder = await createFrameEncoder(gpu, model.vision, config, layout, { still });
  try {
    const stopwatch = createStageStopwatch();
    if (copiesStill && model.vision.staysWhole) {
      // What changes wholly goes through the whole graph, and what follows through its parts.
      (await encoder.encode(noise(count, 1), count, { stopwatch, signal })).destroy();
    }
    const tokens = await encoder.encode(noise(count, 1 / 4), count, { stopwatch, signal });
    try {
      const { columns } = layout.tokens;
      const request = { method: DEFAULT_METHOD, retention: 0.5 } as const;
      const { keptMask, ...selection } = await compressor.plan(tokens, request, { columns });
      selection.destroy();
      signal?.throwIfAborted();
      const timesSec = Array.from({ length: STEPS }, (_, i) => i);
      const facts = { ...SIZE, ...NO_FACTS, durationSec: count };
      const shownTimesSec = Array.from({ length: count }, (_, i) => i / config.framesPerStep);
      const video = { tokens, grid: layout.tokens, timesSec, shownTimesSec, facts };
      const pieces = answer(
        model,
        prefix,
        { videoId: VIDEO_ID, key: "noise", video, keptMask },
        "?",
        { maxTokens: 2, ignoreEnd: true, sampling: GREEDY, random: () => 0, signal },
      );
      await drain(pieces, () => undefined);
    } finally {
      prefix.owner = NO_OWNER;
      model.decoder.cache.release();
      compressor.forget(tokens);
      tokens.destroy();
    }
  } finally {
    encoder.destroy();
  }
}

const NO_FACTS = {
  name: "noise",
  startSec: 0,
  codec: "",
  container: "",
  isPlayedAlike: false,
  frameCount: null,
  bytes: 0,
};

/** Frames of which a share of the rows differs from the one before. */
async function* noise(count: number, share: number) {
  const data = new Uint8Array(SIZE.width * SIZE.height * 4);
  for (let timestamp = 0; timestamp < count; timestamp++) {
    const changed = data.subarray(0, timestamp === 0 ? data.length : share * data.length);
    crypto.getRandomValues(changed.subarray(0, 2 ** 16)); // as much as one call gives
    changed.copyWithin(2 ** 16, 0);
    const frame = new VideoFrame(data, {
      format: "RGBA",
      codedWidth: SIZE.width,
      codedHeight: SIZE.height,
      timestamp,
    });
    yield { frame, rotation: 0 as const, isMirrored: false };
  }
}
