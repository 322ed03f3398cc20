// One progress bar for a whole download: the bytes of all files, never falling, with the rate of the last seconds.

import type { DownloadPhase, DownloadProgress } from "../api.ts";

const WINDOW_MS = 5000;
/** The shortest time from which a rate is computed; below it, a rate is noise. */
const MIN_WINDOW_MS = 500;

export class ProgressMeter {
  readonly #tell: (progress: DownloadProgress) => void;
  readonly #everyMs: number;
  readonly #now: () => number;
  /** The stored bytes of each file. */
  readonly #here = new Map<string, number>();
  /** How many bytes had arrived over the network, and when. */
  #arrivals: { readonly atMs: number; readonly bytes: number }[] = [];
  #arrived = 0;
  #shownBytes = 0;
  #totalBytes = 0;
  #toldAtMs = -Infinity;
  #phase: DownloadPhase = "asking";
  #file = "";
  #attempt = 1;

  /** Makes a bar that calls `tell` at most every `everyMs`, and at each change of phase. */
  constructor(
    tell: (progress: DownloadProgress) => void,
    everyMs: number,
    now = () => performance.now(),
  ) {
    this.#tell = tell;
    this.#everyMs = everyMs;
    this.#now = now;
  }

  /** Starts the bar once the sizes are known. */
  begin(totalBytes: number): void {
    this.#totalBytes = totalBytes;
  }

  phase(phase: DownloadPhase, file = "", attempt = 1): void {
    // After a pause the old rate means nothing; from one file to the next it continues.
    if (phase !== "downloading" && phase !== "checking") this.#arrivals = [];
    this.#phase = phase;
    this.#file = file;
    this.#attempt = attempt;
    this.#show(true);
  }

  /** Reports that `bytes` of a file are stored, of which `arrived` came over the network just now. */
  file(path: string, bytes: number, arrived = 0): void {
    this.#here.set(path, bytes);
    if (arrived > 0) {
      this.#arrived += arrived;
      const nowMs = this.#now();
      this.#arrivals.push({ atMs: nowMs, bytes: this.#arrived });
    }
    this.#show(false);
  }

  /** Reports the present state at once: at the end, and every second, so that a stall shows. */
  beat(): void {
    this.#show(true);
  }

  #rate(): number {
    const nowMs = this.#now();
    while ((this.#arrivals[0]?.atMs ?? nowMs) < nowMs - WINDOW_MS) this.#arrivals.shift();
    const first = this.#arrivals[0];
    const last = this.#arrivals.at(-1);
    if (first === undefined || last === undefined) return 0;
    const passedMs = nowMs - first.atMs;
    return passedMs < MIN_WINDOW_MS ? 0 : (1000 * (last.bytes - first.bytes)) / passedMs;
  }

  #show(isUrgent: boolean): void {
    const nowMs = this.#now();
    if (!isUrgent && nowMs - this.#toldAtMs < this.#everyMs) return;
    this.#toldAtMs = nowMs;
    let here = 0;
    for (const bytes of this.#here.values()) here += bytes;
    // A file that starts again loses bytes; the bar then waits instead of falling.
    this.#shownBytes = Math.max(this.#shownBytes, Math.min(here, this.#totalBytes));
    const bytesPerSec = this.#rate();
    this.#tell({
      phase: this.#phase,
      doneBytes: this.#shownBytes,
      totalBytes: this.#totalBytes,
      bytesPerSec,
      secondsLeft: bytesPerSec > 0 ? (this.#totalBytes - this.#shownBytes) / bytesPerSec : null,
      file: this.#file,
      attempt: this.#attempt,
    });
  }
}
