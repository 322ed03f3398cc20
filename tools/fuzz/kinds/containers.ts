// MP4, MOV, MKV and WebM: opened, their moments chosen, and all packets for those found. Node has no decoder, so the one
// here takes every configuration and fails at the first packet, as one does that was given nonsense.

import { BIN_CENTRES } from "../../../src/base/sampling.ts";
import { chooseTimes, timesAtRate } from "../../../src/media/choose-times.ts";
import { decodeFrames } from "../../../src/media/decode-frames.ts";
import { openVideo } from "../../../src/media/open-video.ts";
import { mutateBytes } from "../bytes.ts";
import { seedFile, type Kind } from "../kind.ts";

const MP4_SEEDS = [
  "av1.mp4",
  "av1-header-in-box.mp4",
  "edit-end.mp4",
  "edits-again.mp4",
  "encrypted-pieces.mp4",
  "h264-fragmented.mp4",
  "h264-open-gop.mp4",
  "h264.mov",
  "hevc.mp4",
  "moving.avif",
  "one-frame.mp4",
  "photo-and-clip.mp4",
  "piece.m4s",
  "rotated-90.mp4",
  "subtitles-only.mp4",
  "two-edits.mp4",
  "variable-rate.mp4",
];
const MATROSKA_SEEDS = [
  "av1.webm",
  "encrypted.mkv",
  "h264.mkv",
  "live.mkv",
  "live.webm",
  "one-frame.webm",
  "packed.mkv",
  "piece.webm",
  "starts-at-hour.webm",
  "subtitles-only.mkv",
  "turned.webm",
  "vp8.webm",
  "vp9.webm",
  "vp9-alpha.webm",
  "wide-pixels.webm",
];

export const MP4: Kind = containerKind("mp4", MP4_SEEDS);
export const MATROSKA: Kind = containerKind("matroska", MATROSKA_SEEDS);

function containerKind(name: string, names: readonly string[]): Kind {
  let seeds: Uint8Array<ArrayBuffer>[] | null = null;
  return {
    name,
    async run(random) {
      seeds ??= names.map((file) => seedFile(`test/media/${file}`));
      const bytes = mutateBytes(random, random.pick(seeds), random.pick(seeds));
      return readVideo(new Blob([bytes]));
    },
  };
}

async function readVideo(file: Blob): Promise<void> {
  installFailingDecoder();
  const video = await openVideo(file, { name: "clip" });
  try {
    timesAtRate(video.times, 1);
    const times = chooseTimes(video.times, BIN_CENTRES, { frames: 8 });
    for await (const { frame } of decodeFrames(video, times)) frame.close();
  } finally {
    video.close();
  }
}

/** A decoder that fails, with the parts of WebCodecs that reading a video touches. */
class FailingDecoder extends EventTarget {
  static async isConfigSupported(config: VideoDecoderConfig): Promise<VideoDecoderSupport> {
    return { supported: true, config };
  }

  readonly decodeQueueSize = 0;
  state: CodecState = "unconfigured";
  readonly #fail: (error: DOMException) => void;

  constructor({ error }: VideoDecoderInit) {
    super();
    this.#fail = error;
  }

  configure(): void {
    this.state = "configured";
  }

  decode(): void {
    this.state = "closed";
    queueMicrotask(() => this.#fail(new DOMException("Decoding error.", "EncodingError")));
  }

  async flush(): Promise<void> {
    throw new DOMException("Aborted.", "AbortError");
  }

  close(): void {
    this.state = "closed";
  }
}

class PlainChunk {
  readonly type: EncodedVideoChunkType;
  readonly timestamp: number;

  constructor({ type, timestamp }: EncodedVideoChunkInit) {
    this.type = type;
    this.timestamp = timestamp;
  }
}

function installFailingDecoder(): void {
  Object.assign(globalThis, { VideoDecoder: FailingDecoder, EncodedVideoChunk: PlainChunk });
}
