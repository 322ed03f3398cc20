// What a question about frames gets: a video's tokens, and which of them are kept.

import type { PositionsId } from "../compression/request.ts";
import type { EncodedVideo } from "./encode-video.ts";

/** The kept tokens of a video under a plan. */
export interface VideoTokens {
  readonly videoId: number;
  /** Equal for equal kept tokens of a video: their part of the cache is reused when their positions are equal too. */
  readonly key: string;
  readonly video: Pick<EncodedVideo, "tokens" | "grid" | "timesSec" | "shownTimesSec" | "facts">;
  /** [T · N], 1 where a token is kept. */
  readonly keptMask: Uint8Array;
  /** Their positions; default as in `PlanRequest.positions`. */
  readonly positions?: PositionsId | undefined;
}
