// The chapters of a video as files: Markdown for people, SubRip and WebVTT for players.

import type { ChapterNote } from "../../engine/api.ts";
import { srtText, vttText } from "../../base/subtitles/write.ts";
import { plainLine } from "./plain-line.ts";
import { formatClock } from "./format.ts";

export interface ChapterFile {
  readonly type: string;
  readonly extension: string;
  readonly text: (name: string, chapters: readonly ChapterNote[]) => string;
}

/** What a chunk shows that nothing was said of would be an empty cue. */
const said = (chapters: readonly ChapterNote[]): readonly ChapterNote[] =>
  chapters.filter(({ text }) => text !== "");

export const CHAPTER_FILES: Readonly<Record<string, ChapterFile>> = {
  Markdown: {
    type: "text/markdown",
    extension: "md",
    text: (name, chapters) =>
      [
        `# What happens in ${plainLine(name)}\n`,
        ...said(chapters).map(
          ({ fromSec, toSec, text }) =>
            `- **${formatClock(fromSec)}–${formatClock(toSec)}** ${plainLine(text)}`,
        ),
        "",
      ].join("\n"),
  },
  "Subtitles (SRT)": {
    type: "application/x-subrip",
    extension: "srt",
    text: (_, chapters) => srtText(said(chapters)),
  },
  "Chapters (WebVTT)": {
    type: "text/vtt",
    extension: "vtt",
    text: (_, chapters) => vttText(said(chapters)),
  },
};
