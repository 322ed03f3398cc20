import { AppError } from "../base/errors.ts";
import type { LoadedModel } from "./loaded-model.ts";

/**
 * Every layer must have keys and values, which can be taken out and put back position by position, and what stands between
 * the tokens of a video must be nothing but one newline at its end.
 * @throws AppError `memory-family`.
 */
export function checkLongFamily({
  config,
  decoder,
}: Pick<LoadedModel, "config" | "decoder">): void {
  const { layers: all } = config.text;
  const states = all - decoder.cache.shape.layers.length;
  if (states > 0) {
    throw refused(
      `Long videos cannot be read chunk by chunk with ${config.title} yet: ${states} of its ${all} layers carry one state of all that was read, of which no part can be put back.`,
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
    return;
  }
  throw refused(
    `Long videos cannot be read chunk by chunk with ${config.title} yet: it puts text, rows or a grid of positions between the tokens.`,
  );
}

const refused = (message: string): AppError =>
  new AppError(
    "memory-family",
    message,
    "Choose a LLaVA-OneVision model or the embedded one, or look at fewer frames.",
  );
