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

/** Systems know no type of some of these files. */
const isVideo = ({ name, type }: File): boolean =>
  type.startsWith("video/") || /\.(?:mp4|m4v|mov|webm|mkv)$/i.test(name);

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

const othersLeftOut = (name: string, all: number): PlainError => ({
  code: "one-video",
  message: `Taken of ${all} files: ${name}.`,
  hint: "One video is open at a time: choose the others one after another. Several pictures open together.",
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

/**
 * Of several files the first video is opened; without one all pictures together, in the order of their names; else the first file,
 * which is refused by what it is.
 */
export function chooseFiles(files: readonly File[]): ChosenFiles | null {
  const [first] = files;
  if (first === undefined) return null;
  const pictures = files.filter(isPicture);
  const video = files.find(isVideo) ?? (pictures.length === 0 ? first : undefined);
  const input = video ?? pictures.sort((a, b) => byName.compare(a.name, b.name));
  const name = video?.name ?? namesOf(pictures);
  const others = files.length - (video === undefined ? pictures.length : 1);
  return { name, input, leftOut: others === 0 ? null : othersLeftOut(name, files.length) };
}

const namesOf = ([first, ...more]: readonly File[]): string =>
  `${first?.name ?? ""}${more.length === 0 ? "" : ` and ${more.length} more`}`;
