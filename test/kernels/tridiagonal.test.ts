// The way from unit vectors to their effective dimension: gram-matrix, tridiagonal-* and effective-dimension.

import { expect, it } from "vitest";
import {
  EFFECTIVE_DIMENSION,
  recordEffectiveDimension,
} from "../../src/kernels/effective-dimension.ts";
import { recordUnitVectors, UNIT_VECTORS } from "../../src/kernels/unit-vectors.ts";
import { GRAM_MATRIX, gramSide, recordGramMatrix } from "../../src/kernels/gram-matrix.ts";
import {
  recordSpectrum,
  TRIDIAGONAL_REFLECT,
  TRIDIAGONAL_SPECTRUM,
  TRIDIAGONAL_SWEEP,
} from "../../src/kernels/tridiagonal.ts";
import { effectiveDimensionReference } from "../reference/effective-dimension.ts";
import { gramMatrixReference } from "../reference/gram-matrix.ts";
import { eigenvaluesReference } from "../reference/tridiagonal.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useEachForm } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { COSINE_F32, EFFECTIVE_DIMENSIONS, EIGENVALUES_F32, F32_SUM } from "../tolerance.ts";

const { gpu, inEachForm } = useEachForm();

inEachForm("gram-matrix", () => {
  it.each(FEATURE_SHAPES)("of $frames×$tokens×$width", async (dims) => {
    const { frames, tokens, width, quads, data } = testFeatures(dims);
    const rows = frames * tokens;
    const matrix = await onWorkbench(gpu(), async (bench) => {
      const [unit, gram] = await Promise.all([
        gpu().kernels.load(UNIT_VECTORS),
        gpu().kernels.load(GRAM_MATRIX),
      ]);
      const features = bench.input(data);
      const units = bench.output([quads, rows, 4]);
      const out = bench.output([gramSide({ rows, quads }) ** 2]);
      bench.run((to) => {
        const shape = { count: rows, quads };
        recordUnitVectors(to, unit, shape, { tokens: features, units });
        recordGramMatrix(to, gram, { rows, quads }, { units, matrix: out });
      });
      return bench.floats(out);
    });
    expect(differs(matrix, gramMatrixReference(data, width), COSINE_F32)).toBeNull();
  });
});

const eigenvaluesOf = (matrix: Float32Array<ArrayBuffer>) =>
  onWorkbench(gpu(), async (bench) => {
    const side = Math.sqrt(matrix.length);
    const kernels = await Promise.all([
      gpu().kernels.load(TRIDIAGONAL_REFLECT),
      gpu().kernels.load(TRIDIAGONAL_SWEEP),
      gpu().kernels.load(TRIDIAGONAL_SPECTRUM),
    ]);
    const tensors = {
      matrix: bench.input(matrix),
      vectors: bench.output([3, side]),
      products: bench.output([side]),
      diagonals: bench.output([2, side]),
      state: bench.output([2]),
      eigenvalues: bench.output([side]),
    };
    bench.run((to) => recordSpectrum(to, kernels, side, tensors));
    return bench.floats(tensors.eigenvalues);
  });

/** X Xᵀ / trace for `side` random vectors of `rank` numbers. */
function randomGram(side: number, rank: number): Float32Array<ArrayBuffer> {
  const x = seededNormals(side * rank, side + rank);
  const products = Array.from({ length: side * side }, (_, at) => {
    const [i, j] = [Math.floor(at / side), at % side];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += x[i * rank + k]! * x[j * rank + k]!;
    return sum;
  });
  const trace = Array.from({ length: side }, (_, i) => products[i * side + i]!);
  const total = trace.reduce((sum, value) => sum + value, 0);
  return Float32Array.from(products, (value) => value / total);
}

inEachForm("tridiagonal", () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [5, 2],
    [17, 40],
    [64, 8],
    [131, 131],
  ])("finds the eigenvalues of %i vectors of %i numbers", async (side, rank) => {
    const matrix = randomGram(side, rank);
    const want = eigenvaluesReference(matrix).map((value) => Math.max(0, value));
    expect(differs(await eigenvaluesOf(matrix), want, EIGENVALUES_F32)).toBeNull();
  });

  it("leaves a diagonal matrix as it is", async () => {
    const diagonal = Float32Array.of(0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0, 0, 0, 0, 0.25);
    const found = await eigenvaluesOf(diagonal);
    expect(differs(found, [0, 0.25, 0.25, 0.5], EIGENVALUES_F32)).toBeNull();
  });

  it("finds one eigenvalue of equal vectors", async () => {
    const found = await eigenvaluesOf(new Float32Array(81).fill(1 / 9));
    expect(differs(found, [0, 0, 0, 0, 0, 0, 0, 0, 1], EIGENVALUES_F32)).toBeNull();
  });
});

inEachForm("effective-dimension", () => {
  const dimensionOf = (eigenvalues: Float32Array<ArrayBuffer>) =>
    onWorkbench(gpu(), async (bench) => {
      const kernel = await gpu().kernels.load(EFFECTIVE_DIMENSION);
      const input = bench.input(eigenvalues);
      const dimension = bench.output([1]);
      const tensors = { eigenvalues: input, dimension };
      bench.run((to) => recordEffectiveDimension(to, kernel, eigenvalues.length, tensors));
      return bench.floats(dimension);
    });

  it.each([1, 2, 127, 128, 129, 3_001])("of %i eigenvalues", async (side) => {
    const eigenvalues = Float32Array.from(seededNormals(side, side), (value) => value * value);
    const want = effectiveDimensionReference(eigenvalues);
    expect(differs(await dimensionOf(eigenvalues), [want], EFFECTIVE_DIMENSIONS)).toBeNull();
  });

  it("is the number of equal eigenvalues, 1 of one, and 0 of none", async () => {
    const equal = await dimensionOf(Float32Array.of(0.25, 0.25, 0.25, 0.25));
    expect(differs(equal, [4], F32_SUM)).toBeNull();
    expect(differs(await dimensionOf(Float32Array.of(0, 3)), [1], F32_SUM)).toBeNull();
    expect(await dimensionOf(Float32Array.of(0, 0))).toEqual([0]);
  });
});
