// Video-MME: 900 videos of three lengths with three questions each, with and without subtitles.

import { parseSubtitles } from "../base/subtitles/parse.ts";
import { firstLetter, surestLetter } from "./answer-phrases.ts";
import type { Benchmark, Seen } from "./benchmark.ts";
import { annotationsWith } from "./find-annotations.ts";
import { findVideo } from "./folder.ts";
import { placeOfLetter } from "./lettered.ts";
import { plainMean } from "./means.ts";
import { collectSamples, NO_RIGHT_OPTION } from "./sample-list.ts";

const FIELDS = ["videoID", "question_id", "duration", "task_type", "options", "answer"];

export const videomme: Benchmark = {
  id: "videomme",
  name: "Video-MME",
  source: "lmms-lab/Video-MME",
  layout: "videomme/test-00000-of-00001.parquet, data/ with the videos, and subtitle/",
  frames: 32,
  maxTokens: 16,
  hasSubtitles: true,
  deviations: [
    "With subtitles: their cues are shown in order of time, each once, whatever their tags; lmms-eval shows the text of one font tag, in the order of a Python set.",
  ],
  annotations: (folder) => annotationsWith(folder, ["videomme", ""], FIELDS),
  find: (folder, files) =>
    collectSamples(folder, files, async (record) => {
      const options = record.texts("options");
      const answer = placeOfLetter(record.text("answer"), options);
      if (answer < 0) return NO_RIGHT_OPTION;
      const name = record.text("videoID");
      const id = record.text("question_id");
      const subtitles = `subtitle/${name}.srt`;
      return {
        id,
        task: record.text("task_type"),
        groups: {
          duration: record.text("duration"),
          ...(record.has("domain") && { domain: record.text("domain") }),
        },
        together: id,
        video: await findVideo(folder, ["data", "videos", "video", ""], name),
        wanted: `data/${name}.mp4`,
        ...((await folder.has(subtitles)) && { subtitles }),
        question: record.text("question"),
        options,
        answer,
      };
    }),
  prompt({ question, options }, _protocol, seen) {
    const asked = `${OPENING}\n${question}\n${options.join("\n")}\n`;
    if (seen !== undefined) {
      return `This video's subtitles are listed below: \n${saidOf(seen)}\n${asked}The best answer is:`;
    }
    return `${asked}\nAnswer with the option's letter from the given choices directly.`;
  },
  letterOf(text, _sample, protocol) {
    const letter =
      protocol === "2025" ? firstLetter(text, "ABCD", true) : surestLetter(text, "ABCD");
    return { letter, isGuess: false };
  },
  mean: plainMean,
  meanWords: "the share of all questions",
};

/** Theirs names subtitles whether there are any or not. */
const OPENING =
  "Select the best answer to the following multiple-choice question based on the video and the subtitles. Respond with only the letter (A, B, C, or D) of the correct option.";

/** What is said at the frames that are looked at, a line a cue. */
function saidOf({ subtitles, timesSec, framesPerSec }: Seen): string {
  if (subtitles === null) return "No subtitles available";
  const frameAt = (sec: number): number => Math.floor(sec * framesPerSec + 1e-6);
  return parseSubtitles(subtitles)
    .filter(({ fromSec, toSec }) =>
      timesSec.some((sec) => frameAt(fromSec) <= frameAt(sec) && frameAt(sec) < frameAt(toSec)),
    )
    .map(({ text }) => text.replaceAll("\n", " "))
    .join("\n");
}
