// Reports from the page to the terminal. An empty one only shows that work goes on.

import type { LoadProgress, VideoInput, VideoProgress } from "../../../src/engine/api.ts";

/** Empty reports are sent once a second, because each is a trip to another process. */
const SIGN_MS = 1000;
let lastSignMs = -SIGN_MS;

/** Sends a line of progress without waiting for it. */
export function note(text: string): void {
  const nowMs = performance.now();
  if (text === "" && nowMs - lastSignMs < SIGN_MS) return;
  lastSignMs = nowMs;
  void (globalThis as unknown as { labNote(text: string): Promise<void> }).labNote(text);
}

/** Reports one line for each file, and empty reports between. */
export function noteLoad({ file, doneBytes, totalBytes }: LoadProgress): void {
  note(doneBytes === totalBytes ? `Loaded ${file} (${(doneBytes / 1e6).toFixed(1)} MB)` : "");
}

/** Reports a line for each quarter of a stage. */
export function noteVideo({ stage, done, total }: VideoProgress): void {
  const isQuarter = Math.floor((4 * done) / total) > Math.floor((4 * (done - 1)) / total);
  const verb = stage === "decode" ? "Decoded" : "Encoded";
  note(isQuarter ? `${verb} ${done} of ${total} frames` : "");
}

/** Returns the file that the command line gave. */
export function givenFile(): File {
  const [file] = givenFiles();
  if (file === undefined) throw new Error("No file was given to the page.");
  return file;
}

/** Returns what the command line gave as one video: a file, or several pictures in their order. */
export function givenInput(): VideoInput {
  const [file, ...others] = givenFiles();
  if (file === undefined) throw new Error("No file was given to the page.");
  return others.length === 0 ? file : [file, ...others];
}

/** Returns all files that the command line gave, in their order. */
export const givenFiles = (): readonly File[] => [
  ...(document.querySelector<HTMLInputElement>("#files")?.files ?? []),
];
