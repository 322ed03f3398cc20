// Checks that an answer holds the bytes that were asked for. Headers of another origin are visible only when it exposes
// them; what is hidden is checked by its length here and by the digest in the end.

import type { Asked } from "./refusals.ts";
import { strangeAnswer } from "./refusals.ts";
import { Passing } from "./retry.ts";

export interface WantedRange {
  readonly start: number;
  /** The byte after the last one. */
  readonly end: number;
  /** The size of the whole file as the hub lists it. */
  readonly fileBytes: number;
}

/**
 * Returns the place in the file of the body's first byte: `start` for 206, 0 for 200, which is the whole file.
 * @throws Passing when the answer has other bytes.
 */
export function bodyStart(response: Response, wanted: WantedRange, asked: Asked): number {
  const refuse = (why: string): Passing => new Passing(strangeAnswer(why, asked));
  if (response.status === 200) {
    // A network's or proxy's login page answers every request with 200.
    if (!response.headers.get("content-type")?.startsWith("text/html")) return 0;
    throw refuse("it is a web page");
  }
  if (response.status !== 206) throw refuse(`status ${response.status} for a range`);
  const text = response.headers.get("content-range");
  const want = `bytes ${wanted.start}-${wanted.end - 1}/${wanted.fileBytes}`;
  if (text !== null && text.replace("/*", `/${wanted.fileBytes}`) !== want) {
    throw refuse(`it sent "${text}", wanted "${want}"`);
  }
  // A range is never sent compressed, so this counts the body's own bytes.
  const length = response.headers.get("content-length");
  if (length !== null && Number(length) !== wanted.end - wanted.start) {
    throw refuse(`the range has ${length} bytes, wanted ${wanted.end - wanted.start}`);
  }
  return wanted.start;
}
