// Chooses the rotary positions of a prompt's rows: the kinds that a model supports, and the one that a question gets.

import { AppError } from "../base/errors.ts";
import type { PositionsId } from "../compression/request.ts";
import { countedPositions, gridPositions, type RowPositions } from "../language/positions.ts";
import type { PromptPiece } from "../language/prompt.ts";
import type { VideoTokens } from "./video-tokens.ts";
import type { LoadedModel } from "./loaded-model.ts";

type Placing = Pick<LoadedModel, "config" | "decoder" | "maxPositions">;

/**
 * Returns the kinds of positions that a model supports, its default first. M-RoPE is defined on the whole video's grid;
 * a graph that rotates by the places of its cache can only count up.
 */
export function offeredPositions({
  config,
  decoder,
}: Pick<Placing, "config" | "decoder">): readonly PositionsId[] {
  if (config.positions === "grid") return ["original"];
  return decoder.positionAxes === 1 ? ["original", "compact"] : ["compact"];
}

export interface PlacedRows {
  readonly id: PositionsId;
  /** The positions of the video's part; undefined when its rows count up from 0. */
  readonly rows: RowPositions | undefined;
  /** The number of positions that are left after the video's part. */
  readonly room: number;
}

/**
 * Places the video's part of a prompt so that `rest` rows still fit after it.
 * @throws AppError `positions-unsupported`, and `context-overflow` when `original` was asked for and does not fit.
 */
export function placeRows(
  model: Placing,
  pieces: readonly PromptPiece[],
  { keptMask, positions: wanted, video }: VideoTokens,
  rest: number,
): PlacedRows {
  const { config, maxPositions } = model;
  const offered = offeredPositions(model);
  if (wanted !== undefined && !offered.includes(wanted)) throw unsupported(wanted, offered);
  const compact = { id: "compact", rows: undefined, room: Infinity } as const;
  if (config.positions === "grid") {
    const rows = gridPositions(pieces, keptMask, video.grid);
    return { id: "original", rows, room: Infinity };
  }
  if (wanted === "compact" || !offered.includes("original")) return compact;
  const rows = countedPositions(pieces, keptMask);
  const room = maxPositions - rows.next;
  if (room >= rest) {
    return { id: "original", rows: rows.ids.length === rows.next ? undefined : rows, room };
  }
  if (wanted === undefined) return compact;
  throw new AppError(
    "context-overflow",
    `At its original positions this question would reach position ${rows.next + rest}; this model has ${maxPositions}.`,
    "Choose compact positions, or look at fewer frames.",
  );
}

function unsupported(wanted: PositionsId, offered: readonly PositionsId[]): AppError {
  return new AppError(
    "positions-unsupported",
    `This model cannot take ${wanted} positions.`,
    `Choose ${offered.join(" or ")}, or leave the choice to the model.`,
  );
}
