// How well the rows that a method keeps stand for all tokens of a video, from the tokens alone: no question is asked and no
// answer known. Four numbers come back from the GPU.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import { createRecorder, type Recorder } from "../gpu/recorder.ts";
import { createTensor, type Dtype, type Tensor } from "../gpu/tensor.ts";
import { COVERAGE, recordCoverage } from "../kernels/coverage.ts";
import { EFFECTIVE_DIMENSION, recordEffectiveDimension } from "../kernels/effective-dimension.ts";
import { recordUnitVectors, UNIT_VECTORS } from "../kernels/unit-vectors.ts";
import { loadGatherRows, recordGatherRows } from "../kernels/gather-rows.ts";
import { GRAM_MATRIX, gramSide, recordGramMatrix, type GramShape } from "../kernels/gram-matrix.ts";
import { NEAREST_ROW, recordNearestRow } from "../kernels/nearest-row.ts";
import { PAD_ROWS, paddedWidth, recordPadRows } from "../kernels/pad-rows.ts";
import { realOf } from "../kernels/real-of.ts";
import {
  recordSpectrum,
  TRIDIAGONAL_REFLECT,
  TRIDIAGONAL_SPECTRUM,
  TRIDIAGONAL_SWEEP,
} from "../kernels/tridiagonal.ts";
import { featuresOf } from "./features.ts";
import type { Features } from "./method.ts";

/** How well the kept rows stand for all tokens of a video. Rows of merged tokens are taken as they are after merging. */
export interface Quality {
  /**
   * The share of all tokens that have a kept row at a cosine of 0.9 or more, from 0 to 1 (coverage@.9, as SimpleCluster
   * reports it). Tokens without length have no direction and are left out.
   */
  readonly coverage: number;
  /** The mean over all tokens of 1 − the greatest cosine with a kept row: 0 when every token is kept, 2 at most. */
  readonly reconstructionError: number;
  /**
   * Along how many directions the kept rows spread: exp of the entropy of the eigenvalues of the Gram matrix of their unit
   * vectors. From 1, all alike, to the number of rows or channels; 0 where no row has a length.
   */
  readonly effectiveDimension: number;
}

/** The cosine from which on a kept row stands for a token. */
const COVERED = 0.9;

/** The rows that stand for tokens: some of the tokens by their places, uint32 [K], or rows of their own, [K, D]. */
export type KeptRows =
  | { readonly indices: Tensor; readonly rows: null }
  | { readonly rows: Tensor };

/**
 * Measures how well some rows, at least one, stand for all tokens. They may be destroyed once it has been called.
 * @throws AppError `features-not-finite`.
 */
export type MeasureQuality = (kept: KeptRows) => Promise<Quality>;

/** Compiles what measuring tokens [T, N, D] needs. @throws AppError `features-invalid`. */
export async function loadQuality(gpu: Gpu, tokens: Tensor): Promise<MeasureQuality> {
  const features = featuresOf(tokens);
  const real = realOf(tokens);
  const [encodeUnits, gather, nearest, coverage, encodeDimension] = await Promise.all([
    loadUnits(gpu, features),
    loadGatherRows(gpu, features.width, real),
    gpu.kernels.load(NEAREST_ROW),
    gpu.kernels.load(COVERAGE),
    loadDimension(gpu),
  ]);
  const { width, quads } = features;
  const count = features.frames * features.tokens;

  return async (kept) => {
    const made: Tensor[] = [];
    const make: Make = (dims, name, dtype = "float32") => {
      const tensor = createTensor(gpu, dims, dtype, `compression/${name}`);
      made.push(tensor);
      return tensor;
    };
    const recorder = createRecorder(gpu, "compression/quality");
    const gathered = (indices: Tensor): Tensor => {
      const [rows = 0] = indices.dims;
      const picked = make([rows, width], "kept-rows", tokens.dtype);
      recordGatherRows(recorder, gather, { count: rows, width }, { rows: tokens, indices, picked });
      return picked;
    };
    try {
      const own = kept.rows ?? gathered(kept.indices);
      const [rows = 0] = own.dims;
      const units = encodeUnits(recorder, tokens, count, make);
      const keptUnits = encodeUnits(recorder, own, rows, make);
      const closeness = make([count], "closeness");
      const shape = { count, rows, quads };
      recordNearestRow(recorder, nearest, shape, { units, kept: keptUnits, closeness });
      const found = make([4], "coverage");
      recordCoverage(recorder, coverage, { count, threshold: COVERED }, { closeness, found });
      const dimension = encodeDimension(recorder, keptUnits, { rows, quads }, make);
      const report = make([5], "quality");
      recorder.copy(found, report, { count: 4 });
      recorder.copy(dimension, report, { toElement: 4, count: 1 });
      recorder.submit();

      const [covered = 0, error = 0, , notFinite = 0, spread = 0] = await readFloats(gpu, report);
      if (notFinite > 0) throw notFiniteTokens(notFinite, count);
      return { coverage: covered, reconstructionError: error, effectiveDimension: spread };
    } finally {
      for (const tensor of made) tensor.destroy();
    }
  };
}

type Make = (dims: readonly number[], name: string, dtype?: Dtype) => Tensor;

/** Compiles what makes unit vectors, float32 [quads, rows, 4], of rows [rows, width]. */
async function loadUnits(gpu: Gpu, { tensor, width, quads }: Features) {
  const real = realOf(tensor);
  const [pad, unit] = await Promise.all([
    gpu.kernels.load(PAD_ROWS, {}, real),
    gpu.kernels.load(UNIT_VECTORS, {}, real),
  ]);
  return (recorder: Recorder, rows: Tensor, count: number, make: Make): Tensor => {
    let readable = rows;
    if (width % 4 !== 0) {
      readable = make([count, paddedWidth(width)], "padded", rows.dtype);
      recordPadRows(recorder, pad, { count, width }, { rows, padded: readable });
    }
    const units = make([quads, count, 4], "units");
    const shape = { count, quads };
    recordUnitVectors(recorder, unit, shape, { tokens: readable, units });
    return units;
  };
}

/** Compiles what finds the effective dimension, float32 [1], of unit vectors. */
async function loadDimension(gpu: Gpu) {
  const [product, dimension, ...spectrum] = await Promise.all([
    gpu.kernels.load(GRAM_MATRIX),
    gpu.kernels.load(EFFECTIVE_DIMENSION),
    gpu.kernels.load(TRIDIAGONAL_REFLECT),
    gpu.kernels.load(TRIDIAGONAL_SWEEP),
    gpu.kernels.load(TRIDIAGONAL_SPECTRUM),
  ]);
  return (recorder: Recorder, units: Tensor, shape: GramShape, make: Make): Tensor => {
    const side = gramSide(shape);
    const matrix = make([side, side], "gram");
    recordGramMatrix(recorder, product, shape, { units, matrix });
    const eigenvalues = make([side], "eigenvalues");
    recordSpectrum(recorder, spectrum, side, {
      matrix,
      vectors: make([3, side], "vectors"),
      products: make([side], "products"),
      diagonals: make([2, side], "diagonals"),
      state: make([2], "state"),
      eigenvalues,
    });
    const found = make([1], "dimension");
    recordEffectiveDimension(recorder, dimension, side, { eigenvalues, dimension: found });
    return found;
  };
}

const notFiniteTokens = (notFinite: number, count: number): AppError =>
  new AppError(
    "features-not-finite",
    `${notFinite} of ${count} tokens hold numbers that are not finite, so there is nothing to compare.`,
    "Check how they were made; half-precision overflow is the usual cause.",
  );
