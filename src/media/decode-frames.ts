// Decodes the frames at chosen moments of a video, in order of time. Each packet is decoded at most once, the decoder
// runs a few frames ahead of the consumer, and a frame that cannot be decoded is replaced or reported, never waited
// for.

import { EncodedPacketSink } from "mediabunny";
import { abortable } from "../base/abort.ts";
import { AppError, isAbort } from "../base/errors.ts";
import { binsAround, type TimeBin } from "./choose-times.ts";
import type { OnMatch } from "./frame-match.ts";
import { GroupDecoder } from "./group-decoder.ts";
import { Handoff } from "./handoff.ts";
import type { Opened } from "./open-input.ts";
import { pictureAt } from "./open-pictures.ts";
import type { OpenedVideo, Rotation } from "./open-video.ts";
import { packetGroups } from "./packet-groups.ts";
import { changed, damagedInside, isFileGone, undecodable } from "./refusals.ts";

/** A frame as the decoder gave it, not yet rotated. Its consumer closes `frame`. */
export interface DecodedFrame {
  /** The index of the chosen time that the frame represents. */
  readonly index: number;
  /** A moment at which this frame is shown: the chosen one, or another in the same bin for a substitute. */
  readonly timeSec: number;
  /** When the frame begins to be shown, in seconds from the clip's first frame. */
  readonly timestampSec: number;
  readonly frame: VideoFrame;
  readonly rotation: Rotation;
  readonly isMirrored: boolean;
}

export interface DecodeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called for each chosen time that has no frame; the other frames still come. */
  readonly onLost?: (index: number, timeSec: number) => void;
}

/** How many frames may wait for the consumer: one in hand and one ready keep both sides busy. */
const AHEAD = 2;

/**
 * Yields one frame for each of `timesSec` (ascending). When the frame at that time cannot be decoded, the nearest frame
 * that can takes its place, provided that it is nearer to this time than to the neighbouring ones; otherwise the time
 * is lost and `onLost` is called. Leaving the loop and the signal both stop the decoder and free every frame.
 * @throws AppError `picture-unreadable`, `video-undecodable` when no frame at all could be decoded; `video-unreadable`, `video-changed`; the signal's reason.
 */
export async function* decodeFrames(
  video: Opened,
  timesSec: readonly number[],
  options: DecodeOptions = {},
): AsyncGenerator<DecodedFrame, void, void> {
  const { signal } = options;
  signal?.throwIfAborted();
  if ("pictures" in video) {
    for (const [index, timeSec] of timesSec.entries()) {
      const { frame, at } = await pictureAt(video, timeSec);
      if (signal?.aborted === true) frame.close();
      signal?.throwIfAborted();
      yield { index, timeSec, timestampSec: at, frame, rotation: 0, isMirrored: false };
    }
    return;
  }
  const frames = new Handoff<DecodedFrame>(({ frame }) => frame.close());
  const pump = decodeAll(video, timesSec, frames, options.onLost).then(
    () => frames.end(),
    (thrown: unknown) => {
      frames.end({ thrown: refusal(video.facts.name, thrown) });
    },
  );
  try {
    for (;;) {
      const next = await abortable(frames.take(), signal);
      if (next === undefined) break;
      yield next;
    }
    await pump;
  } finally {
    frames.close();
  }
}

/** The sentence for what stopped the reading of a file's packets. */
function refusal(name: string, thrown: unknown): unknown {
  if (thrown instanceof AppError || isAbort(thrown)) return thrown;
  return isFileGone(thrown) ? changed(name, thrown) : damagedInside(name, thrown);
}

async function decodeAll(
  video: OpenedVideo,
  timesSec: readonly number[],
  frames: Handoff<DecodedFrame>,
  onLost: DecodeOptions["onLost"],
): Promise<void> {
  const { rotation, isMirrored, track, times, edits, sequenceHeader } = video;
  const config = await track.getDecoderConfig();
  if (config === null) throw undecodable(video.facts.name, null);
  const sink = new EncodedPacketSink(track);
  const startUs = Math.round(times.startSec * 1e6);
  let given = 0;
  const giveFrom = (shiftSec: number): OnMatch => {
    const shiftUs = Math.round(shiftSec * 1e6);
    return (bin, frame, trackSec) => {
      given++;
      const { index } = bin;
      const chosen = trackSec === bin.timeSec ? timesSec[index] : undefined;
      const timeSec = chosen ?? trackSec - shiftSec;
      // Computed in whole microseconds, so that a frame at 5 s does not become one at 4.999999.
      const timestampSec = Math.max(0, frame.timestamp - shiftUs - startUs) / 1e6;
      frames.put({ index, timeSec, timestampSec, frame, rotation, isMirrored });
    };
  };
  const lose = ({ index }: TimeBin): void => onLost?.(index, timesSec[index] ?? 0);
  const decoder = new GroupDecoder(sink, { config, sequenceHeader }, async () => {
    await frames.room(AHEAD);
    return !frames.isClosed;
  });
  const bins = binsAround(timesSec);
  for await (const group of packetGroups(sink, bins, edits, lose)) {
    await decoder.decode(group, giveFrom(group.shiftSec), lose);
    if (frames.isClosed) return;
  }
  if (given === 0) throw undecodable(video.facts.name, decoder.error);
}
