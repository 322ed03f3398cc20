// The subtitles in tracks of the file that is open. They are read when it is there, since a large file takes a while.

import type { SubtitleTrack } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import { isHere, type FileHere, type FileSubtitles, type Subtitles } from "./types.ts";

/** Returns the tracks that are the file's own. */
export const insideOf = ({ tracks }: FileSubtitles): Subtitles[] =>
  tracks.filter(({ isInside }) => isInside);

/** Returns the tracks that were chosen beside the video. */
export const besideOf = ({ tracks }: FileSubtitles): Subtitles[] =>
  tracks.filter(({ isInside }) => !isInside);

const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** Returns "English, in the file": what the file calls a track, else its language, else its number. */
function trackName({ title, language }: SubtitleTrack, index: number): string {
  const named = title ?? (language === null ? null : languageName(language));
  return `${named ?? `Track ${index + 1}`}, in the file`;
}

function languageName(code: string): string | null {
  try {
    return languages.of(code) ?? null;
  } catch {
    return null; // files have codes that are none
  }
}

const fileHere = ({ video }: State): FileHere | null =>
  video.phase === "open" && isHere(video.file) ? video.file : null;

/** Watches which file is open from now on; the returned function ends it. */
export function watchSubtitles(
  { engine, get, set }: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
): () => void {
  let key: number | null = null;
  let reading = new AbortController();

  const read = async ({ key: fileKey, blob }: FileHere, { signal }: AbortController) => {
    const tracks = await engine.subtitles(blob, { signal });
    if (signal.aborted || tracks.length === 0) return;
    const { subtitles } = get();
    const beside = subtitles?.fileKey === fileKey ? besideOf(subtitles) : [];
    const inside = tracks.map((track, i) => ({
      name: trackName(track, i),
      cues: track.cues,
      isInside: true,
    }));
    const own = Math.max(
      0,
      tracks.findIndex(({ isDefault }) => isDefault),
    );
    const shown = beside.length > 0 ? 0 : own;
    set({ subtitles: { fileKey, tracks: [...beside, ...inside], shown } });
  };

  const unsubscribe = subscribe((state) => {
    const file = fileHere(state);
    if (file === null || file.key === key) return;
    key = file.key;
    reading.abort();
    reading = new AbortController();
    // A file whose subtitles cannot be read is one without.
    read(file, reading).catch(() => undefined);
  });
  return () => {
    unsubscribe();
    reading.abort();
  };
}
