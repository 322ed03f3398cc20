// What of a benchmark's folder a video is: one file, or pictures in the order of their numbers; and what is said in it.

import type { Looking } from "../base/sampling.ts";
import { decodeSubtitles } from "../base/subtitles/parse.ts";
import type { Sample } from "../benchmarks/benchmark.ts";
import type { BenchmarkFolder } from "../benchmarks/folder.ts";

/** Returns the paths of a video's files: its own, or those of the pictures of the part that is looked at, numbered from 1. */
export async function videoPaths(
  folder: Pick<BenchmarkFolder, "list">,
  { range, picturesPerSec }: Sample,
  video: string,
): Promise<string[]> {
  if (picturesPerSec === undefined) return [video];
  const all = (await folder.list(video))
    .filter((name) => /\.(?:jpe?g|png)$/i.test(name))
    .toSorted((one, other) => numberIn(one) - numberIn(other) || one.localeCompare(other))
    .map((name) => `${video}/${name}`);
  if (range === undefined) return all;
  const from = Math.max(1, Math.round(range.fromSec * picturesPerSec));
  const to = Math.min(all.length, Math.round(range.toSec * picturesPerSec));
  return from <= to ? all.slice(from - 1, to) : all;
}

const numberIn = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0);

/** Returns how a video is looked at. The pictures of a part were chosen already. */
export const lookingAt = (looking: Looking, { range, picturesPerSec }: Sample): Looking => ({
  ...looking,
  ...(picturesPerSec === undefined && range && { range }),
});

/** Returns the text of a sample's subtitles; null where it has none. */
export async function subtitlesOf(
  folder: Pick<BenchmarkFolder, "read">,
  { subtitles }: Sample,
): Promise<string | null> {
  if (subtitles === undefined) return null;
  return decodeSubtitles(await folder.read(subtitles));
}
