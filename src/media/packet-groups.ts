// Sorts bins into groups of wanted packets that are decoded in one go, from the same key packet on.

import type { EncodedPacket, EncodedPacketSink } from "mediabunny";
import type { TimeBin } from "./choose-times.ts";
import type { WantedFrame } from "./frame-match.ts";

export interface PacketGroup {
  readonly key: EncodedPacket;
  /** The sequence number of the last packet to be fed, in decode order. */
  readonly lastSequence: number;
  readonly wanted: readonly WantedFrame[];
}

/** Yields groups in order of time, one bin ahead; `onMiss` is called for bins without a key packet to start at. */
export async function* packetGroups(
  sink: EncodedPacketSink,
  bins: readonly TimeBin[],
  onMiss: (bin: TimeBin) => void,
): AsyncGenerator<PacketGroup> {
  let group: PacketGroup | null = null;
  const first = await sink.getFirstKeyPacket({ verifyKeyPackets: true });
  for (const bin of bins) {
    const found = first && (await locate(sink, bin, first));
    if (found === null) {
      if (group !== null) yield group;
      group = null;
      onMiss(bin);
      continue;
    }
    const { key, packet } = found;
    const wanted = { bin, timestampUs: packet.microsecondTimestamp };
    if (group?.key.sequenceNumber === key.sequenceNumber) {
      group = {
        key: group.key,
        lastSequence: Math.max(group.lastSequence, packet.sequenceNumber),
        wanted: [...group.wanted, wanted],
      };
      continue;
    }
    if (group !== null) yield group;
    group = { key, lastSequence: packet.sequenceNumber, wanted: [wanted] };
  }
  if (group !== null) yield group;
}

/** Finds the packet shown at the bin's moment, and the key packet at which its decoding starts. */
async function locate(
  sink: EncodedPacketSink,
  { timeSec }: TimeBin,
  first: EncodedPacket,
): Promise<{ key: EncodedPacket; packet: EncodedPacket } | null> {
  // A clip whose first packets need earlier ones shows nothing until its first key frame.
  if (timeSec < first.timestamp) return { key: first, packet: first };
  const packet = await sink.getPacket(timeSec, { metadataOnly: true });
  // Containers mark some packets wrongly as key packets, at which a decoder would refuse to start.
  const key = await sink.getKeyPacket(timeSec, { verifyKeyPackets: true });
  if (packet === null || key === null) return null;
  return { key, packet };
}

/** Finds the next group for a bin whose packets could not be decoded: a later key packet within the bin, alone. */
export async function nextKeyGroup(
  sink: EncodedPacketSink,
  after: EncodedPacket,
  bin: TimeBin,
): Promise<PacketGroup | null> {
  const key = await sink.getNextKeyPacket(after, { verifyKeyPackets: true });
  if (key === null || key.timestamp >= bin.toSec) return null;
  const wanted = [{ bin, timestampUs: key.microsecondTimestamp }];
  return { key, lastSequence: key.sequenceNumber, wanted };
}
