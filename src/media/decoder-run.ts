// One VideoDecoder from a key frame to a flush. Every wait ends: with progress, with the decoder's error, or with a
// `StalledError` when nothing has happened for too long.

import { Bell } from "./bell.ts";

/** Far above what one frame takes anywhere, 8K in software included, so only a dead decoder exceeds it. */
const STALL_MS = 20_000;
/** How many packets may wait in the decoder: enough to keep it busy, few enough to stop soon. */
const MAX_QUEUED = 8;

/** Thrown when the decoder gave no frame, took no packet and reported no error for a long time. */
export class StalledError extends Error {}

export class DecoderRun {
  readonly #decoder: VideoDecoder;
  #error: Error | null = null;
  readonly #bell = new Bell();

  /** Starts a decoder. `onFrame` owns its frames, which come in order of time. @throws for an invalid configuration. */
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

  /** Gives the decoder a chunk once it has room. @throws the decoder's error. */
  async feed(chunk: EncodedVideoChunk): Promise<void> {
    await this.#until(() => this.#decoder.decodeQueueSize < MAX_QUEUED);
    this.#decoder.decode(chunk);
  }

  /** Resolves when every frame has come out. @throws the decoder's error. */
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
