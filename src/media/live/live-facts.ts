// What can be said of a live source in the words of a file.

import type { VideoFacts } from "../open-video.ts";

/** The container of the facts of a live source, by which it is recognised. */
const LIVE = "live";

/** Whether these are the facts of something that was read as it happened. */
export const isLive = ({ container }: Pick<VideoFacts, "container">): boolean => container === LIVE;

/** Facts whose duration grows. */
export type GrowingFacts = Omit<VideoFacts, "durationSec"> & { durationSec: number };

/** Returns the facts of a source of which nothing has been read yet. */
export const liveFacts = (
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
): GrowingFacts => ({
  name,
  startSec: 0,
  durationSec: 0,
  width,
  height,
  codec: LIVE,
  container: LIVE,
  isPlayedAlike: false,
  frameCount: null,
  bytes: 0,
});
