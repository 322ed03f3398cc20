// Makes budgets and picks of scores and a retention; cheap enough to repeat whenever a slider moves.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { readBytes } from "../gpu/readback.ts";
import type { Recorder } from "../gpu/recorder.ts";
import { createTensor, reshape, type Tensor } from "../gpu/tensor.ts";
import { recordGatherRows, loadGatherRows } from "../kernels/gather-rows.ts";
import { recordKeepRanked, KEEP_RANKED } from "../kernels/keep-ranked.ts";
import { realOf } from "../kernels/real-of.ts";
import { recordStridedRanks, STRIDED_RANKS } from "../kernels/strided-ranks.ts";
import { createAllocator } from "./allocator.ts";
import { exactKept, loadBudget, mostKept } from "./budget.ts";
import { METHODS } from "./catalogue.ts";
import { checkFinite } from "./features.ts";
import type { Features } from "./method.ts";
import { METHOD_CODE } from "./registry.ts";
import type { CompleteRequest } from "./request.ts";
import type { Scores } from "./score.ts";
import type { ScratchTensors } from "./scratch.ts";

/** What a plan keeps. The arrays are for charts and reports; the tensors stay on the GPU and belong to the receiver. */
export interface Selection {
  /** u_t [T]; zeros for a method and budget that do not compute it. */
  readonly uniqueness: Float32Array;
  /** r_t [T]: the share of a frame's tokens that the budget allows, before rounding. */
  readonly retentions: Float32Array;
  /** k_t [T]: the number of tokens kept. */
  readonly budgets: Uint32Array;
  /** [T × N], where higher is kept sooner; zeros for a method that picks by place alone. */
  readonly tokenScores: Float32Array;
  /** [T × N], 1 where kept. */
  readonly keptMask: Uint8Array;
  /** [T × N]: the row of [T·N] of the token into which each was merged; null where none is merged. */
  readonly members: Uint32Array | null;
  readonly kept: number;
  readonly total: number;
  /** uint32 [K]: rows of the features as [T·N, D], ascending. */
  readonly keptIndices: Tensor;
  /** The kept rows [K, D] when they were asked for, or where they are merged ones. */
  readonly picked: Tensor | null;
  destroy(): void;
}

/** A selection that is recorded but not yet submitted; `read` waits for the GPU once. */
export interface PendingSelection {
  read(): Promise<Selection>;
}

export type EncodeSelect = (recorder: Recorder, scores: Scores) => PendingSelection;

/** @throws AppError `retention-unreachable` when the method keeps more than is asked, whatever its options. */
function checkReach({ frames, tokens }: Features, { method, budget, retention }: CompleteRequest) {
  const least = budget === "order" ? (METHOD_CODE[method].leastKept?.(frames, tokens) ?? 1) : 1;
  const total = frames * tokens;
  if (exactKept(retention, total) >= least) return;
  const percent = Math.ceil((1000 * least) / total) / 10;
  throw new AppError(
    "retention-unreachable",
    `${METHODS[method].name} keeps at least ${percent} % of a video of ${frames} frames; ${100 * retention} % were asked for.`,
    `Give a retention of at least ${percent} %, or take another method.`,
  );
}

/** @throws AppError `retention-unreachable` when a method that picks tokens itself kept none, or more than were asked for. */
function checkKept(kept: number, total: number, { method, budget, retention }: CompleteRequest) {
  const most = budget === "picks" ? exactKept(retention, total) : total;
  if (kept > 0 && kept <= most) return;
  throw new AppError(
    "retention-unreachable",
    `${METHODS[method].name} keeps ${kept} tokens of this video when ${most} of ${total} are asked for.`,
    "Give a higher retention, or take another method.",
  );
}

/** Compiles what `request` needs. With `gather`, the kept rows are also copied together. */
export async function loadSelect(
  gpu: Gpu,
  scratch: ScratchTensors,
  features: Features,
  request: CompleteRequest,
  gather: boolean,
): Promise<EncodeSelect> {
  checkReach(features, request);
  const [encodeBudget, keep, strided, copyRows] = await Promise.all([
    loadBudget(gpu, request),
    gpu.kernels.load(KEEP_RANKED),
    gpu.kernels.load(STRIDED_RANKS),
    loadGatherRows(gpu, features.width, realOf(features.tensor)),
  ]);
  const { tensor, frames, tokens, width } = features;
  const total = frames * tokens;
  const most = mostKept(request.retention, frames, tokens);

  return (recorder, scores) => {
    const allocator = createAllocator(gpu, scratch, "compression/select");
    const shares = allocator.scratch([frames], "float32", "shares");
    const budgets = allocator.scratch([frames], "uint32", "budgets");
    const kept = createTensor(gpu, [most], "uint32", "compression/kept");
    encodeBudget(recorder, features, scores, { shares, budgets }, allocator);

    const ranks = scores.own.ranks ?? allocator.scratch([frames, tokens], "uint32", "ranks");
    if (scores.own.ranks === null) {
      recordStridedRanks(recorder, strided, features, { budgets, ranks });
    }
    recordKeepRanked(
      recorder,
      keep,
      { rows: frames, columns: tokens },
      { ranks, counts: budgets, kept },
    );
    // The number of rows is known only on the GPU yet, so as many as there may be are copied.
    const { merged } = scores.own;
    const picked =
      gather || merged !== null
        ? createTensor(gpu, [most, width], tensor.dtype, "compression/picked")
        : null;
    if (picked !== null && merged !== null) {
      merged.encodeRows(recorder, tensor, kept, picked);
    } else if (picked !== null) {
      const shape = { count: most, width };
      recordGatherRows(recorder, copyRows, shape, { rows: tensor, indices: kept, picked });
    }

    // All results are read back in one piece, so that the CPU waits once.
    const scoresToRead = scores.own.onCpu === null ? scores.own.scores : null;
    const members = merged?.members ?? null;
    const pieces = [shares, budgets, kept, scores.uniqueness, scoresToRead, members];
    const lengths = [frames, frames, most, frames, total, members === null ? 0 : total];
    const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, n) => sum + n, 0));
    const length = lengths.reduce((sum, n) => sum + n, 0);
    const report = createTensor(gpu, [length], "uint32", "compression/report");
    pieces.forEach((piece, i) => {
      if (piece === null) return;
      recorder.copy(piece, report, { toElement: starts[i] ?? 0, count: lengths[i] ?? 0 });
    });

    return {
      async read() {
        const destroy = (): void => {
          kept.destroy();
          picked?.destroy();
        };
        try {
          const bytes = await readBytes(gpu, report);
          const floats = (i: number) =>
            new Float32Array(bytes, 4 * (starts[i] ?? 0), lengths[i] ?? 0);
          const uints = (i: number) =>
            new Uint32Array(bytes, 4 * (starts[i] ?? 0), lengths[i] ?? 0);
          if (scoresToRead !== null) {
            checkFinite(floats(4), features);
            scores.own.onCpu = floats(4);
          }
          const keptCount = uints(1).reduce((sum, budget) => sum + budget, 0);
          checkKept(keptCount, total, request);
          const keptMask = new Uint8Array(total);
          for (const index of uints(2).subarray(0, keptCount)) keptMask[index] = 1;
          return {
            uniqueness: floats(3),
            retentions: floats(0),
            budgets: uints(1),
            tokenScores: scores.own.onCpu ?? new Float32Array(total),
            keptMask,
            members: members === null ? null : uints(5),
            kept: keptCount,
            total,
            keptIndices: reshape(kept, [keptCount]),
            picked: picked === null ? null : reshape(picked, [keptCount, width]),
            destroy,
          };
        } catch (thrown) {
          destroy();
          throw thrown;
        } finally {
          report.destroy();
        }
      },
    };
  };
}
