// Cover of a video that is read chunk by chunk, none of which can be looked at again. The first chunk is put in order as a
// video of its own. In a later one every token begins as far away as it is from the nearest token that earlier chunks
// kept, so what was seen before comes late, and nothing is taken for being common. Between chunks time does not count: what
// has been kept once needs not be kept again. The first chunk's channels with the lowest variance are those of all, so that
// codes of different chunks can be compared. No end weighs more, because a chunk's ends are not the video's.

import type { Gpu } from "../gpu/device.ts";
import { readBytes } from "../gpu/readback.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import type { AngleCodes } from "../kernels/angle-codes.ts";
import { COVER_EARLIER, recordCoverEarlier } from "../kernels/cover-earlier.ts";
import { realOf } from "../kernels/real-of.ts";
import { createAllocator } from "./allocator.ts";
import { lowVarianceCount } from "./channels.ts";
import { loadCover, type CoverRequest } from "./cover.ts";
import { checkFinite, featuresOf } from "./features.ts";
import { loadPadding } from "./padding.ts";
import type { ScratchTensors } from "./scratch.ts";

/** A chunk's tokens in order, on the CPU. */
export interface CoveredChunk {
  /** [F × N], higher = kept sooner: how new each token was when it was taken, or is beside all that were. */
  readonly novelty: Float32Array<ArrayBuffer>;
  /** The codes of all its tokens; later chunks are compared with those that are kept. */
  readonly codes: AngleCodes;
}

/**
 * Puts a chunk, [F, N, D], in order. `earlier`: what earlier chunks of the video kept; null for the first.
 * @throws AppError `features-invalid`, `features-not-finite`.
 */
export async function coverChunk(
  gpu: Gpu,
  scratch: ScratchTensors,
  tokens: Tensor,
  earlier: AngleCodes | null,
): Promise<CoveredChunk> {
  const features = featuresOf(tokens);
  const count = features.frames * features.tokens;
  const channels = lowVarianceCount(features.width);
  const [encodePadding, encodeCover, continued] = await Promise.all([
    loadPadding(gpu, features),
    loadCover(gpu, realOf(tokens)),
    earlier === null ? null : continueFrom(gpu, earlier, count),
  ]);
  const allocator = createAllocator(gpu, scratch, "compression/cover-chunk");
  // All results are read back in one piece, so that the CPU waits once.
  const report = createTensor(gpu, [5 * count + channels], "uint32", "compression/chunk-report");
  try {
    const recorder = createRecorder(gpu, "compression/cover-chunk");
    const request = { ends: 0, continued: continued?.request };
    const readable = encodePadding(recorder, allocator);
    const covered = encodeCover(recorder, readable, request, allocator);
    recorder.copy(covered.novelty, report, { count });
    recorder.copy(covered.codes, report, { toElement: count, count: 4 * count });
    recorder.copy(covered.channels, report, { toElement: 5 * count, count: channels });
    recorder.submit();
    scratch.endRecording();
    const bytes = await readBytes(gpu, report);
    const novelty = new Float32Array(bytes.slice(0, 4 * count));
    checkFinite(novelty, features);
    return {
      novelty,
      codes: {
        words: new Uint32Array(bytes.slice(4 * count, 20 * count)),
        channels: new Uint32Array(bytes.slice(20 * count)),
      },
    };
  } finally {
    report.destroy();
    for (const tensor of allocator.kept) tensor.destroy();
    continued?.destroy();
  }
}

/** Uploads what earlier chunks kept, to start a chunk of `count` tokens from. */
async function continueFrom(gpu: Gpu, earlier: AngleCodes, count: number) {
  const kernel = await gpu.kernels.load(COVER_EARLIER);
  const { words } = earlier;
  const shape = { count, earlier: words.length / 4 };
  const channels = tensorFrom(
    gpu,
    earlier.channels,
    [earlier.channels.length],
    "compression/channels",
  );
  const kept = tensorFrom(gpu, words, [shape.earlier, 4], "compression/earlier-codes");
  const continued: CoverRequest["continued"] = {
    channels,
    encodeStart(recorder, { codes, bounds, taken }) {
      recordCoverEarlier(recorder, kernel, shape, { codes, kept, bounds, taken });
    },
  };
  return {
    request: continued,
    destroy() {
      channels.destroy();
      kept.destroy();
    },
  };
}
