// Computes frames, tokens and picks of a method from a file's features, without a model.

import { AppError } from "../../../src/base/errors.ts";
import type { Engine, PlanRequest, Quality } from "../../../src/engine/api.ts";
import { givenFile } from "./note.ts";

export interface ScoreArgs {
  /** The offset of the features in the file, in bytes. */
  readonly offset: number;
  readonly dims: readonly [frames: number, tokens: number, width: number];
  readonly request: PlanRequest;
  /** Whether the quality is measured too. */
  readonly quality: boolean;
}

export interface ScoreValue {
  readonly frames: readonly {
    readonly uniqueness: number;
    readonly retention: number;
    /** The kept tokens of the frame, ascending. */
    readonly kept: readonly number[];
  }[];
  readonly kept: number;
  readonly total: number;
  /** Null unless it was asked for. */
  readonly quality: Quality | null;
}

export async function runScore(
  engine: Engine,
  { offset, dims, request, quality }: ScoreArgs,
): Promise<ScoreValue> {
  const features = new Float32Array(await givenFile().slice(offset).arrayBuffer());
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw notFinite(bad, features[bad], dims);
  const plan = await engine.score(features, dims, request, { quality });
  const tokens = dims[1];
  return {
    frames: plan.frames.map(({ uniqueness, retention }, t) => {
      const mask = plan.keptMask.subarray(t * tokens, (t + 1) * tokens);
      const kept = Array.from(mask.keys()).filter((n) => mask[n] === 1);
      return { uniqueness, retention, kept };
    }),
    kept: plan.kept,
    total: plan.total,
    quality: plan.quality,
  };
}

function notFinite(
  at: number,
  value: number | undefined,
  [, tokens, width]: readonly [number, number, number],
): AppError {
  const place = [Math.floor(at / (tokens * width)), Math.floor(at / width) % tokens, at % width];
  return new AppError(
    "features-numbers",
    `The features hold ${value} at [${place.join(", ")}]; only finite numbers can be scored.`,
    "Look at how they were made: half precision overflows beyond 65,504.",
  );
}
