// What a question about frames gets: a video's tokens, and which of them are kept.

import type { PositionsId } from "../compression/request.ts";
import type { RowCut } from "../language/drop-rows.ts";
import type { RateRows } from "../language/rate-rows.ts";
import type { FocusRule } from "../language/step-focus.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { EncodedVideo } from "./encode-video.ts";

/** The kept tokens of a video under a plan. */
export interface VideoTokens {
  readonly videoId: number;
  /** Equal for equal kept tokens of a video: their part of the cache is reused when their positions are equal too. */
  readonly key: string;
  readonly video: Pick<EncodedVideo, "tokens" | "grid" | "timesSec" | "shownTimesSec" | "facts">;
  /** [T · N], 1 where a token is kept. */
  readonly keptMask: Uint8Array;
  /** [K, D]: the rows of the kept tokens where they are not the video's own, since others were merged into them. */
  readonly rows?: Tensor | null;
  /** Their positions; default as in `PlanRequest.positions`. */
  readonly positions?: PositionsId | undefined;
  /** Where the decoder drops further rows; default: nowhere. */
  readonly inside?: DroppedInside | undefined;
  /** What the steps of an answer look at; default: everything. */
  readonly steps?: FocusRule | undefined;
}

/** A method that drops rows of a question's prompt between the decoder's layers. */
export interface DroppedInside {
  /** The cuts, at least one, in the order of their layers. */
  readonly cuts: readonly RowCut[];
  readonly rate: RateRows;
}
