// The tokens of a video as the methods read them. They are checked once, since `lab score` takes any array.

import { AppError } from "../base/errors.ts";
import { ceilDiv } from "../base/shape.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Features } from "./method.ts";

const HINT = "Give float32 features of the shape [frames, tokens a frame, width], each at least 1.";

/** The longest row of an even stride, whose square still fits into 32 bits. */
const MOST_TOKENS = 65_535;

/**
 * Reads a tensor [T, N, D] as features. A frame's grid has `columns` columns; without them it is taken for a square, or for
 * one row when N is not a square number. @throws AppError `features-invalid`.
 */
export function featuresOf(tensor: Tensor, columns?: number): Features {
  checkDims(tensor.dims);
  const [frames = 0, tokens = 0, width = 0] = tensor.dims;
  const side = Math.sqrt(tokens);
  return {
    tensor,
    frames,
    tokens,
    width,
    columns: columns ?? (Number.isInteger(side) ? side : tokens),
    quads: ceilDiv(width, 4),
  };
}

/** Checks a shape. @throws AppError `features-invalid` unless it is [T, N, D] with no empty axis. */
function checkDims(dims: readonly number[]): void {
  const shape = `[${dims.join(", ")}]`;
  if (dims.length !== 3 || !dims.every((dim) => Number.isSafeInteger(dim) && dim > 0)) {
    throw new AppError(
      "features-invalid",
      `Features have the shape ${shape}; wanted three numbers above 0.`,
      HINT,
    );
  }
  const tokens = dims[1] ?? 0;
  if (tokens > MOST_TOKENS) {
    throw new AppError(
      "features-invalid",
      `Features have ${tokens} tokens a frame; at most ${MOST_TOKENS} are possible.`,
      HINT,
    );
  }
}

/** Checks scores. @throws AppError `features-not-finite` for NaN or infinity, which only such features cause. */
export function checkFinite(scores: Float32Array, { frames, tokens }: Features): void {
  const at = scores.findIndex((score) => !Number.isFinite(score));
  if (at < 0) return;
  throw new AppError(
    "features-not-finite",
    `The features hold numbers that are not finite or too large: token ${at % tokens} of frame ${Math.floor(at / tokens)} (of ${frames} × ${tokens}) has the score ${scores[at]}.`,
    "Check how they were made; half-precision overflow is the usual cause.",
  );
}
