// The subtitles that a file of video has in tracks of its own.

import type { SubtitleTrack } from "../../base/subtitles/parse.ts";
import { readMatroskaSubtitles } from "./matroska.ts";
import { readMp4Subtitles } from "./mp4.ts";

const EBML = 0x1a45dfa3;

/** Returns the tracks that say anything, in the file's order; none for kinds of files that have no tracks of text. */
export async function readSubtitleTracks(
  file: Blob,
  signal?: AbortSignal,
): Promise<readonly SubtitleTrack[]> {
  const head = new DataView(await file.slice(0, 4).arrayBuffer());
  const isMatroska = head.byteLength === 4 && head.getUint32(0) === EBML;
  const tracks = await (isMatroska ? readMatroskaSubtitles : readMp4Subtitles)(file, signal);
  return tracks.filter(({ cues }) => cues.length > 0);
}
