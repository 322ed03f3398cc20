// Fills a memory in the state with the frames and chunks that the engine reads.

import type { ReadingEvents } from "../../engine/api.ts";
import type { WholeLook } from "./types.ts";

/** The most frames of a video whose pictures are all kept. Of longer ones one picture a chunk is kept, because each takes 80 kB. */
export const MOST_PICTURES = 1_500;

interface Indexed {
  readonly index: number;
}

const byIndex = (a: Indexed, b: Indexed): number => a.index - b.index;

/** Whether one comes behind all of a list, as nearly all do: of hours there are thousands, and none need be looked at. */
const isBehind = (list: readonly Indexed[], one: Indexed): boolean =>
  (list.at(-1)?.index ?? -1) < one.index;

/** Adds or replaces. */
const added = <T extends Indexed>(list: readonly T[], one: T): T[] =>
  isBehind(list, one)
    ? [...list, one]
    : [...list.filter(({ index }) => index !== one.index), one].sort(byIndex);

/** The chunks of a memory from the disk come as fast as they can be sent: the page is drawn about so often meanwhile. */
const RESTORED_MS = 100;

/** Returns whether the picture of a frame that was read is kept. */
const keepsPicture = ({ video }: WholeLook, index: number): boolean =>
  video.timesSec.length <= MOST_PICTURES ||
  index % video.chunkTimes === Math.floor(video.chunkTimes / 2);

/** What has come: what it adds to a memory, and what is done once that is in the state, or has no place there. */
interface Arrived {
  readonly add: (now: WholeLook) => Partial<WholeLook>;
  readonly end?: () => void;
}

export interface Filling extends Required<Pick<ReadingEvents, "onFrame" | "onChunk">> {
  /** Puts what has come and waits into the state. */
  readonly flush: () => void;
}

/**
 * Returns what one stretch of reading does with its frames and chunks. `change` changes the memory that it reads into, where that
 * is still in the state. What comes `from` the disk comes by thousands at once, and of its pictures only those that are wanted:
 * most of it waits for what comes next, or for `flush`, so that the page is not drawn for each chunk.
 */
export function fillWhole(
  change: (how: Arrived["add"]) => boolean,
  nowMs: () => number,
  from: "video" | "disk",
): Filling {
  const sinceMs = nowMs();
  /** The frames that were there before this stretch. */
  let before: number | null = null;
  let waiting: Arrived[] = [];
  let flushedMs = -Infinity;

  const flush = (): void => {
    if (waiting.length === 0) return;
    const arrived = waiting;
    waiting = [];
    change((now) =>
      arrived.reduce<Partial<WholeLook>>(
        (changed, { add }) => Object.assign(changed, add({ ...now, ...changed })),
        {},
      ),
    );
    for (const { end } of arrived) end?.();
  };

  const take = (arrived: Arrived): void => {
    waiting.push(arrived);
    if (from === "disk") {
      const now = nowMs();
      if (now - flushedMs < RESTORED_MS) return;
      flushedMs = now;
    }
    flush();
  };

  return {
    flush,
    onFrame: (frame) => {
      let isKept = false;
      take({
        add: (now) => {
          before ??= now.timesSec.length;
          isKept =
            (from === "disk" || keepsPicture(now, frame.index)) &&
            (isBehind(now.strip, frame) || !now.strip.some(({ index }) => index === frame.index));
          return isKept ? { strip: added(now.strip, frame) } : {};
        },
        end: () => {
          if (!isKept) frame.thumbnail.close();
        },
      });
    },
    onChunk: (chunk, use) => {
      take({
        add: (now) => {
          before ??= now.timesSec.length;
          const chunks = added(now.chunks, chunk);
          const timesSec = isBehind(now.chunks, chunk)
            ? [...now.timesSec, ...chunk.timesSec]
            : chunks.flatMap((one) => one.timesSec);
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
        },
      });
    },
  };
}
