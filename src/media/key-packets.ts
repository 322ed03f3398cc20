// Finds the key packet at which the decoding of a moment starts.

import type { EncodedPacket, EncodedPacketSink } from "mediabunny";

/** Containers mark some packets wrongly as key packets, at which a decoder would refuse to start. */
const VERIFIED = { verifyKeyPackets: true } as const;

export class KeyPackets {
  readonly #sink: EncodedPacketSink;
  #first: Promise<EncodedPacket | null> | null = null;
  /** The last key packet that was found, from which the walk goes on. */
  #reached: EncodedPacket | null = null;

  constructor(sink: EncodedPacketSink) {
    this.#sink = sink;
  }

  /** The track's first key packet. */
  first(): Promise<EncodedPacket | null> {
    return (this.#first ??= this.#sink.getFirstKeyPacket(VERIFIED));
  }

  /** Returns the last key packet at or before a moment of the track; null when there is none. */
  async at(timeSec: number): Promise<EncodedPacket | null> {
    const found = await this.#sink.getKeyPacket(timeSec, VERIFIED);
    // Without an index, mediabunny looks in the nearest cluster that it has seen, and for no key packet before that.
    this.#reached = found ?? (await this.#walkTo(timeSec));
    return this.#reached;
  }

  /** Goes from key packet to key packet, from where the last search ended or from the start. */
  async #walkTo(timeSec: number): Promise<EncodedPacket | null> {
    const isBehind = this.#reached !== null && this.#reached.timestamp <= timeSec;
    let at = isBehind ? this.#reached : await this.first();
    if (at === null || at.timestamp > timeSec) return null;
    for (;;) {
      const next: EncodedPacket | null = await this.#sink.getNextKeyPacket(at, VERIFIED);
      if (next === null || next.timestamp > timeSec) return at;
      at = next;
    }
  }
}
