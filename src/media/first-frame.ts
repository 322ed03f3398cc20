// What only the stream itself tells of a track: the size of its frames, and AV1's sequence header.

import { EncodedPacketSink, type InputVideoTrack } from "mediabunny";
import { findSequenceHeader } from "./av1-header.ts";
import { GroupDecoder } from "./group-decoder.ts";
import type { Mp4Track } from "./mp4-headers.ts";

const EVERYTHING = { index: 0, timeSec: 0, fromSec: -Infinity, toSec: Infinity };

/**
 * Returns the size as displayed, after rotation and pixel aspect. Containers may state another one than the frames have,
 * so the first frame is decoded; where that fails, the container's word counts.
 */
export async function readFrameSize(
  track: InputVideoTrack,
  sequenceHeader: Uint8Array | null,
): Promise<{ width: number; height: number }> {
  const stated = { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() };
  const config = await track.getDecoderConfig();
  const sink = new EncodedPacketSink(track);
  const key = await sink.getFirstKeyPacket({ verifyKeyPackets: true });
  if (config === null || key === null) return stated;
  const decoder = new GroupDecoder(sink, { config, sequenceHeader }, () => Promise.resolve(true));
  const isSideways = (await track.getRotation()) % 180 === 90;
  let size = stated;
  const wanted = [{ bin: EVERYTHING, timestampUs: key.microsecondTimestamp }];
  await decoder.decode(
    { key, lastSequence: key.sequenceNumber, wanted, shiftSec: 0 },
    (_, frame) => {
      const { displayWidth, displayHeight } = frame;
      frame.close();
      size = isSideways
        ? { width: displayHeight, height: displayWidth }
        : { width: displayWidth, height: displayHeight };
    },
    () => undefined,
  );
  return size;
}

/** Returns the sequence header of an AV1 track, from its first key packet or its headers; null for other codecs. */
export async function readSequenceHeader(
  track: InputVideoTrack,
  headers: Mp4Track | null,
): Promise<Uint8Array | null> {
  if ((await track.getCodec()) !== "av1") return null;
  const key = await new EncodedPacketSink(track).getFirstKeyPacket();
  const units = headers?.av1Units ?? null;
  return (key && findSequenceHeader(key.data)) ?? (units && findSequenceHeader(units));
}
