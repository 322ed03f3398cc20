// Which models can read a whole video chunk by chunk, and why others cannot.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { halvesRefusal } from "../memory/halves.ts";
import type { LoadedModel } from "./loaded-model.ts";

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
 * Every layer must have keys and values, which can be taken out and restored position by position, and a video must be
 * its tokens and one newline at its end.
 */
function familyRefusal({ config, decoder }: Family): AppError | null {
  const { layers: all } = config.text;
  const states = all - decoder.cache.shape.layers.length;
  if (states > 0) {
    return refused(
      `Long videos cannot be read chunk by chunk with ${config.title} yet: ${states} of its ${all} layers carry one state of all that was read, from which no part can be restored.`,
    );
  }
  const tokens = { rows: 1, columns: 2 };
  const timesSec = [0, 1];
  const facts = {
    steps: 2,
    tokens,
    timesSec,
    shownTimesSec: timesSec,
    durationSec: 2,
    isWhole: false,
  };
  const pieces = config.pieces(facts);
  const kinds = pieces.map(({ kind }) => kind).join(" ");
  if (
    config.positions === "sequence" &&
    config.framesPerStep === 1 &&
    /^tokens( newline)?$/.test(kinds)
  ) {
    return null;
  }
  return refused(
    `Long videos cannot be read chunk by chunk with ${config.title} yet: it puts text, rows or a grid of positions between the tokens.`,
  );
}

const refused = (message: string): AppError =>
  new AppError(
    "memory-family",
    message,
    "Choose a LLaVA-OneVision model or the embedded one, or look at fewer frames.",
  );
