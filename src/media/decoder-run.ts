// One VideoDecoder from a key frame to a flush. Every wait ends: with progress, with the decoder's error, or with
// "stalled" after a time in which nothing happened at all.

import type { EncodedPacket } from "mediabunny";
import { Bell } from "./bell.ts";

/** Far above what one frame takes anywhere, 8K in software included; only a dead decoder is silent for so long. */
const STALL_MS = 20_000;
/** Packets handed over and not yet taken up: enough to keep a decoder busy, few enough to stop soon. */
const MAX_QUEUED = 8;

/** The decoder neither gave a frame nor took a packet nor failed for a long time. */
export class StalledError extends Error {}

export class DecoderRun {
  readonly #decoder: VideoDecoder;
  #error: Error | null = null;
  readonly #bell = new Bell();

  /** `onFrame` owns the frames; they come in presentation order. @throws where the configuration is nonsense. */
  constructor(config: VideoDecoderConfig, onFrame: (frame: VideoFrame) => void) {
    this.#decoder = new VideoDecoder({
      output: (frame) => {
        onFrame(frame);
        this.#bell.ring();
      },
      error: (error) => {
        this.#error ??= error;
        this.#bell.ring();
      },
    });
    this.#decoder.addEventListener("dequeue", () => this.#bell.ring());
    this.#decoder.configure(config);
  }

  /** Hands over a packet once there is room. @throws the decoder's error. */
  async feed(packet: EncodedPacket): Promise<void> {
    await this.#until(() => this.#decoder.decodeQueueSize < MAX_QUEUED);
    this.#decoder.decode(packet.toEncodedVideoChunk());
  }

  /** Resolves when every frame is out. @throws the decoder's error. */
  async finish(): Promise<void> {
    let isFlushed = false;
    this.#decoder.flush().then(
      () => {
        isFlushed = true;
        this.#bell.ring();
      },
      (error: unknown) => {
        this.#error ??= error instanceof Error ? error : new Error(String(error));
        this.#bell.ring();
      },
    );
    await this.#until(() => isFlushed);
  }

  close(): void {
    if (this.#decoder.state !== "closed") this.#decoder.close();
  }

  async #until(isDone: () => boolean): Promise<void> {
    for (;;) {
      if (this.#error !== null) throw this.#error;
      if (isDone()) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const silence = new Promise<"stalled">((resolve) => {
        timer = setTimeout(() => resolve("stalled"), STALL_MS);
      });
      const outcome = await Promise.race([this.#bell.wait(), silence]);
      clearTimeout(timer);
      if (outcome === "stalled") this.#error ??= new StalledError("The decoder stopped answering.");
    }
  }
}
