import { AppError } from "../base/errors.ts";
import type { LoadedModel } from "./load-model.ts";

/**
 * What stands between the tokens of a video must be nothing but one newline at its end.
 * @throws AppError `memory-family`.
 */
export function checkLongFamily({ config }: Pick<LoadedModel, "config">): void {
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
  throw new AppError(
    "memory-family",
    `Long videos cannot be read chunk by chunk with ${config.title} yet: it puts text, rows or a grid of positions between the tokens.`,
    "Choose a LLaVA-OneVision model or the embedded one, or look at fewer frames.",
  );
}
