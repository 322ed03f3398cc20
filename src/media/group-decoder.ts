// Decodes groups of packets one after the other and recovers from failures: from a hardware decoder that gives up, with
// a software one; from packets that cannot be decoded, at the next key packet.

import type { EncodedPacket, EncodedPacketSink } from "mediabunny";
import type { TimeBin } from "./choose-times.ts";
import { findSequenceHeader } from "./av1-header.ts";
import { DecoderRun, StalledError } from "./decoder-run.ts";
import { FrameMatch, middleSec, type OnMatch } from "./frame-match.ts";
import { isFileGone } from "./refusals.ts";
import { nextKeyGroup, type PacketGroup } from "./packet-groups.ts";

/** Delays the feeding while the consumer is busy; resolves to false when the consumer has stopped. */
export type Gate = () => Promise<boolean>;

/** How far a run got. */
interface Outcome {
  readonly isWhole: boolean;
  /** The number of packets fed before the end or the failure. */
  readonly fed: number;
}

/** A decoder that has stalled twice, in hardware and in software, is not used again: each stall is a long wait. */
const MAX_STALLS = 2;
/** The most later key packets tried for one bin; when so many in a row fail, the next would fail too. */
const MAX_RESCUES = 8;

/** What a track is decoded with. */
export interface TrackDecoding {
  readonly config: VideoDecoderConfig;
  /** What goes before AV1 key packets that have no sequence header of their own; null for other codecs. */
  readonly sequenceHeader: Uint8Array | null;
}

export class GroupDecoder {
  readonly #sink: EncodedPacketSink;
  readonly #sequenceHeader: Uint8Array | null;
  readonly #gate: Gate;
  #config: VideoDecoderConfig;
  #error: unknown = null;
  #stalls = 0;

  constructor(sink: EncodedPacketSink, decoding: TrackDecoding, gate: Gate) {
    this.#sink = sink;
    this.#config = decoding.config;
    this.#sequenceHeader = decoding.sequenceHeader;
    this.#gate = gate;
  }

  /** The last error of a decoder, for the message when nothing could be decoded. */
  get error(): unknown {
    return this.#error;
  }

  /** Gives each bin of the group a frame through `onMatch`, in order, or reports it through `onMiss`. */
  async decode(
    group: PacketGroup,
    onMatch: OnMatch,
    onMiss: (bin: TimeBin) => void,
  ): Promise<void> {
    const match = new FrameMatch(group.wanted, onMatch, onMiss);
    const take = (frame: VideoFrame): void => match.take(frame);
    try {
      let outcome = await this.#run(group, take);
      if (!outcome.isWhole && (await this.#turnToSoftware()))
        outcome = await this.#run(group, take);
      if (!outcome.isWhole) await this.#salvage(group, take, outcome.fed);
      for (const { bin } of match.finish()) {
        if (!(await this.#rescue(group, bin, onMatch))) onMiss(bin);
      }
    } finally {
      match.close();
    }
  }

  /**
   * Feeds the group's packets, at most `limit`. Frames that came out before a failure are kept. A decoder that the
   * browser took away, as it does in tabs out of sight, is replaced once.
   */
  async #run(
    group: PacketGroup,
    take: (frame: VideoFrame) => void,
    limit = Infinity,
  ): Promise<Outcome> {
    const outcome = await this.#runOnce(group, take, limit);
    if (outcome.isWhole || !isReclaimed(this.#error)) return outcome;
    return this.#runOnce(group, take, limit);
  }

  async #runOnce(
    group: PacketGroup,
    take: (frame: VideoFrame) => void,
    limit: number,
  ): Promise<Outcome> {
    let run: DecoderRun | undefined;
    let fed = 0;
    if (this.#stalls >= MAX_STALLS) return { isWhole: false, fed };
    try {
      run = new DecoderRun(this.#config, take);
      let packet: EncodedPacket | null = group.key;
      while (packet !== null && packet.sequenceNumber <= group.lastSequence && fed < limit) {
        if (!(await this.#gate())) return { isWhole: true, fed };
        await run.feed(fed === 0 ? this.#startChunk(packet) : packet.toEncodedVideoChunk());
        fed++;
        packet = await this.#sink.getNextPacket(packet);
      }
      await run.finish();
      return { isWhole: true, fed };
    } catch (thrown) {
      if (isFileGone(thrown)) throw thrown;
      this.#error = thrown;
      if (thrown instanceof StalledError) this.#stalls++;
      return { isWhole: false, fed };
    } finally {
      run?.close();
    }
  }

  /** The group's key packet as it can be decoded alone: with the sequence header that it leaves to earlier ones. */
  #startChunk(key: EncodedPacket): EncodedVideoChunk {
    const header = this.#sequenceHeader;
    if (header === null || findSequenceHeader(key.data) !== null) return key.toEncodedVideoChunk();
    const data = new Uint8Array(header.length + key.data.length);
    data.set(header);
    data.set(key.data, header.length);
    const { microsecondTimestamp: timestamp, microsecondDuration: duration } = key;
    return new EncodedVideoChunk({ type: "key", timestamp, duration, data });
  }

  /** Switches to a software decoder for the rest of the file; true when that is possible and was not done before. */
  async #turnToSoftware(): Promise<boolean> {
    if (this.#config.hardwareAcceleration === "prefer-software") return false;
    const software = { ...this.#config, hardwareAcceleration: "prefer-software" } as const;
    const { supported } = await VideoDecoder.isConfigSupported(software);
    if (supported === true) this.#config = software;
    return supported === true;
  }

  /**
   * A decoder that fails withholds the good frames before the bad packet, and does not say which packet was bad. The
   * longest run of packets that decodes is therefore found by halving, then decoded to its end.
   */
  async #salvage(
    group: PacketGroup,
    take: (frame: VideoFrame) => void,
    fed: number,
  ): Promise<void> {
    let good = 0;
    let bad = fed;
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      const { isWhole } = await this.#run(group, (frame) => frame.close(), middle);
      if (isWhole) good = middle;
      else bad = middle;
    }
    if (good > 0) await this.#run(group, take, good);
  }

  /** Tries the next key packets of a bin, one by one. */
  async #rescue({ key, shiftSec }: PacketGroup, bin: TimeBin, onMatch: OnMatch): Promise<boolean> {
    let last = key;
    for (let attempt = 0; attempt < MAX_RESCUES && (await this.#gate()); attempt++) {
      const group = await nextKeyGroup(this.#sink, last, { bin, shiftSec });
      if (group === null) return false;
      let isFound = false;
      await this.#run(group, (frame) => {
        if (isFound) frame.close();
        else onMatch(bin, frame, middleSec(frame));
        isFound = true;
      });
      if (isFound) return true;
      last = group.key;
    }
    return false;
  }
}

const isReclaimed = (error: unknown): boolean =>
  error instanceof Error && error.name === "QuotaExceededError";
