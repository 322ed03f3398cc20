// Which models can read a whole video chunk by chunk, and why others cannot.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { MROPE_AXES } from "../kernels/rotary-phases.ts";
import { halvesRefusal } from "../memory/halves.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { wholeFacts, type PlannedReading } from "./planned-reading.ts";
import { rowsBeside } from "./whole-pieces.ts";

type Family = Pick<LoadedModel, "config" | "decoder">;

/** Whether a model can read a long video chunk by chunk on this GPU, as far as can be known before it has tried. */
export const canReadWhole = (model: Family, gpu: Gpu): boolean =>
  familyRefusal(model) === null && halvesRefusal(gpu, model.decoder.cache.shape.entry) === null;

/** Checks it. @throws AppError `memory-family`. */
export function checkReadsWhole(model: Family): void {
  const refusal = familyRefusal(model);
  if (refusal !== null) throw refusal;
}

/**
 * Checks that a model's tokens can have means of frames among them.
 * @throws AppError `read-settings` where rows of text or a grid of positions leave no place for one.
 */
export function checkPrototypes(model: LoadedModel, reading: PlannedReading): void {
  const { settings } = reading;
  const isPlain =
    model.config.positions === "sequence" &&
    rowsBeside(model, wholeFacts(reading), settings.chunkFrames) === 0;
  if (isPlain || !settings.prototypes) return;
  throw new AppError(
    "read-settings",
    `A video cannot be read with prototypes by ${model.config.title}: a mean of a frame's tokens has no place among them.`,
    "Read it without prototypes.",
  );
}

/** Where tokens stand on a grid, the decoder must take their positions. */
function familyRefusal({ config, decoder }: Family): AppError | null {
  if (config.positions === "sequence" || decoder.positionAxes === MROPE_AXES) return null;
  return new AppError(
    "memory-family",
    `Long videos cannot be read chunk by chunk with this export of ${config.title}: its tokens stand on a grid of positions, which the graph of its decoder does not take.`,
    "Choose another export or model, or look at fewer frames.",
  );
}
