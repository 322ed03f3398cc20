// What is opened of the files that were chosen or dropped together.

import type { PlainError } from "../../base/errors.ts";
import { MEMORY_ENDING } from "../../engine/catalogue.ts";

const PICTURES: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/avif",
]);

const isPicture = ({ type }: Blob): boolean => PICTURES.has(type);

/** "IMG_2" comes before "IMG_10", as in file managers. */
const byName = new Intl.Collator(undefined, { numeric: true });

/** Systems know no type of these files, or several. */
const isSubtitles = ({ name }: File): boolean => /\.(?:srt|vtt)$/i.test(name);

/** Whether a file is a memory that another page has exported. */
export const isMemory = ({ name }: File): boolean => name.endsWith(MEMORY_ENDING);

export interface ChosenFiles {
  readonly name: string;
  readonly input: File | readonly File[];
  /** What the reader is told of files that are left out; null for none. */
  readonly leftOut: PlainError | null;
}

const othersLeftOut = (name: string, others: number): PlainError => ({
  code: "one-video",
  message: `${name} is being opened; ${others === 1 ? "the other file was" : `${others} other files were`} left out.`,
  hint: "One video is open at a time: drop the next one when you are done with this one. Several pictures open together.",
});

/** Returns the first file of subtitles apart from the other files. */
export function splitSubtitles(files: readonly File[]): {
  readonly subtitles: File | undefined;
  readonly others: readonly File[];
} {
  return {
    subtitles: files.find(isSubtitles),
    others: files.filter((file) => !isSubtitles(file)),
  };
}

/** Pictures alone are opened together, in the order of their names; of anything else the first that is no picture is opened. */
export function chooseFiles(files: readonly File[]): ChosenFiles | null {
  const [first] = files;
  if (first === undefined) return null;
  const video = files.find((file) => !isPicture(file));
  if (video === undefined) {
    const input = [...files].sort((a, b) => byName.compare(a.name, b.name));
    const more = input.length - 1;
    const name = `${input[0]?.name ?? ""}${more === 0 ? "" : ` and ${more} more`}`;
    return { name, input, leftOut: null };
  }
  const others = files.length - 1;
  const leftOut = others === 0 ? null : othersLeftOut(video.name, others);
  return { name: video.name, input: video, leftOut };
}
