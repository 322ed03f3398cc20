// Sorts bins into groups of wanted packets that are decoded in one go, from the same key packet on.

import type { EncodedPacket, EncodedPacketSink } from "mediabunny";
import type { TimeBin } from "./choose-times.ts";
import { editAt, trackTime, type Edit } from "./edits.ts";
import type { WantedFrame } from "./frame-match.ts";
import { KeyPackets } from "./key-packets.ts";

export interface PacketGroup {
  readonly key: EncodedPacket;
  /** The sequence number of the last packet to be fed, in decode order. */
  readonly lastSequence: number;
  /** The wanted frames with their bins in track time. */
  readonly wanted: readonly WantedFrame[];
  /** What to take from a moment of the track for that of the clip. */
  readonly shiftSec: number;
}

/** Yields groups in order of time, one bin ahead; `onMiss` is called for bins without a key packet to start at. */
export async function* packetGroups(
  sink: EncodedPacketSink,
  bins: readonly TimeBin[],
  edits: readonly Edit[],
  onMiss: (bin: TimeBin) => void,
): AsyncGenerator<PacketGroup> {
  let group: PacketGroup | null = null;
  const keys = new KeyPackets(sink);
  for (const clipBin of bins) {
    const edit = editAt(edits, clipBin.timeSec);
    const bin = inTrack(clipBin, edit);
    const found = await locate(sink, keys, bin);
    if (found === null) {
      if (group !== null) yield group;
      group = null;
      onMiss(clipBin);
      continue;
    }
    const { key, packet } = found;
    const wanted = { bin, timestampUs: packet.microsecondTimestamp };
    if (group?.key.sequenceNumber === key.sequenceNumber && group.shiftSec === edit.shiftSec) {
      group = {
        key: group.key,
        shiftSec: group.shiftSec,
        lastSequence: Math.max(group.lastSequence, packet.sequenceNumber),
        wanted: [...group.wanted, wanted],
      };
      continue;
    }
    if (group !== null) yield group;
    const { shiftSec } = edit;
    group = { key, lastSequence: packet.sequenceNumber, wanted: [wanted], shiftSec };
  }
  if (group !== null) yield group;
}

/** Returns the bin in track time, with no more in it than the edit shows. */
function inTrack({ index, timeSec, fromSec, toSec }: TimeBin, edit: Edit): TimeBin {
  return {
    index,
    timeSec: trackTime(edit, timeSec),
    fromSec: Math.max(fromSec, edit.fromSec) + edit.shiftSec,
    toSec: Math.min(toSec + edit.shiftSec, edit.untilSec),
  };
}

/** Finds the packet shown at the bin's moment, and the key packet at which its decoding starts. */
async function locate(
  sink: EncodedPacketSink,
  keys: KeyPackets,
  { timeSec }: TimeBin,
): Promise<{ key: EncodedPacket; packet: EncodedPacket } | null> {
  const first = await keys.first();
  if (first === null) return null;
  // A clip whose first packets need earlier ones shows nothing until its first key frame.
  if (timeSec < first.timestamp) return { key: first, packet: first };
  // At the moment of a last packet without length mediabunny finds none.
  const packet =
    (await sink.getPacket(timeSec, { metadataOnly: true })) ??
    (await sink.getPacket(Infinity, { metadataOnly: true }));
  const key = await keys.at(timeSec);
  if (packet === null || key === null) return null;
  return { key, packet };
}

/** Finds the next group for a bin whose packets could not be decoded: a later key packet within the bin, alone. */
export async function nextKeyGroup(
  sink: EncodedPacketSink,
  after: EncodedPacket,
  { bin, shiftSec }: { bin: TimeBin; shiftSec: number },
): Promise<PacketGroup | null> {
  const key = await sink.getNextKeyPacket(after, { verifyKeyPackets: true });
  if (key === null || key.timestamp >= bin.toSec) return null;
  const wanted = [{ bin, timestampUs: key.microsecondTimestamp }];
  return { key, lastSequence: key.sequenceNumber, wanted, shiftSec };
}
