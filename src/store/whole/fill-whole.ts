// Fills a memory in the state with the frames and chunks that the engine reads.

import type { ReadingEvents } from "../../engine/api.ts";
import type { WholeLook } from "./types.ts";

/** The most frames of a video whose pictures are all kept. Of longer ones one picture a chunk is kept, because each takes 80 kB. */
const MOST_PICTURES = 1_500;

const byIndex = (a: { index: number }, b: { index: number }): number => a.index - b.index;

/** Adds or replaces; nearly always at the end, where hours of chunks need not be sorted. */
const added = <T extends { readonly index: number }>(list: readonly T[], one: T): T[] =>
  (list.at(-1)?.index ?? -1) < one.index
    ? [...list, one]
    : [...list.filter(({ index }) => index !== one.index), one].sort(byIndex);

/** Returns whether the picture of a frame is kept. */
const keepsPicture = ({ video }: WholeLook, index: number): boolean =>
  video.timesSec.length <= MOST_PICTURES ||
  index % video.chunkTimes === Math.floor(video.chunkTimes / 2);

/**
 * Returns what one stretch of reading does with its frames and chunks. `change` changes the memory that it reads into, where that
 * is still in the state.
 */
export function fillWhole(
  change: (how: (now: WholeLook) => Partial<WholeLook>) => boolean,
  nowMs: () => number,
): Required<Pick<ReadingEvents, "onFrame" | "onChunk">> {
  const sinceMs = nowMs();
  /** The frames that were there before this stretch. */
  let before: number | null = null;
  return {
    onFrame: (frame) => {
      let isKept = false;
      change((now) => {
        before ??= now.timesSec.length;
        isKept =
          keepsPicture(now, frame.index) && !now.strip.some(({ index }) => index === frame.index);
        return isKept ? { strip: added(now.strip, frame) } : {};
      });
      if (!isKept) frame.thumbnail.close();
    },
    onChunk: (chunk, use) => {
      change((now) => {
        before ??= now.timesSec.length;
        const chunks = added(now.chunks, chunk);
        const timesSec = chunks.flatMap((one) => one.timesSec);
        const done = timesSec.length - before;
        const left = now.video.timesSec.length - timesSec.length;
        const leftMs = done > 0 ? ((nowMs() - sinceMs) / done) * left : null;
        const { reading } = now;
        return {
          chunks,
          timesSec,
          use,
          ...(now.saving.phase === "running" ? {} : { saving: { phase: "none" as const } }),
          ...(reading.phase === "reading" && { reading: { ...reading, leftMs } }),
        };
      });
    },
  };
}
