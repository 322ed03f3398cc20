// LongVideoBench: questions that refer to a moment of a video of up to an hour; its validation split has answers.

import { firstLetter } from "./answer-phrases.ts";
import { type Benchmark, letterAt, type Sample, type Seen } from "./benchmark.ts";
import { annotationsWith } from "./find-annotations.ts";
import { findVideo, pathWithin } from "./folder.ts";
import { plainMean } from "./means.ts";
import type { BenchRecord } from "./records.ts";
import { collectSamples } from "./sample-list.ts";
import { spokenBetween } from "./spoken-between.ts";

const FIELDS = ["video_path", "question", "correct_choice", "duration_group", "question_category"];
const [OPTIONS, NONE] = [5, "N/A"];

export const longvideobench: Benchmark = {
  id: "longvideobench",
  name: "LongVideoBench",
  source: "longvideobench/LongVideoBench",
  layout: "lvb_val.json (or validation-00000-of-00001.parquet), videos/ and subtitles/",
  frames: 32,
  maxTokens: 32,
  hasSubtitles: true,
  deviations: [
    "An answer without a letter is drawn from the options, as by lmms-eval, but from a seed, so that a second run says the same.",
    "With subtitles: lmms-eval puts each frame where its <image> stands between the subtitles; here all frames come first, and “(frame 3)” stands in its place.",
  ],
  annotations: (folder) => annotationsWith(folder, ["", "data"], FIELDS),
  find: (folder, files) =>
    collectSamples(folder, files, async (record) => {
      const options = optionsOf(record);
      const answer = record.number("correct_choice");
      if (options[answer] === undefined)
        return "they name no right option, as those of the test split";
      const name = record.text("video_path");
      const id = record.has("id") ? record.text("id") : `${record.text("video_id")} ${answer}`;
      const subtitles = pathWithin(
        `subtitles/${record.has("subtitle_path") ? record.text("subtitle_path") : ""}`,
      );
      const from = record.has("starting_timestamp_for_subtitles");
      return {
        id,
        task: record.text("question_category"),
        groups: { duration: `${record.text("duration_group")} s` },
        together: id,
        video: await findVideo(folder, ["videos", "video", "", "data"], name),
        wanted: `videos/${name}`,
        ...(subtitles !== null && (await folder.has(subtitles)) && { subtitles }),
        ...(from && { subtitlesFromSec: record.number("starting_timestamp_for_subtitles") }),
        question: record.text("question"),
        options,
        answer,
      };
    }),
  prompt(sample, _protocol, seen) {
    const lines = sample.options.map((option, at) => `${letterAt(at)}. ${option}`);
    const asked = `${sample.question}\n${lines.join("\n")}\nAnswer with the option's letter from the given choices directly.\n`;
    return seen === undefined ? asked : `${spoken(sample, seen)}\n${asked}`;
  },
  letterOf(text) {
    const letter = firstLetter(text, "ABCDE", false);
    return { letter, isGuess: letter === null };
  },
  mean: plainMean,
  meanWords: "the share of all questions",
};

/** JSON has a list; Parquet has five columns, of which the last ones may be "N/A". */
function optionsOf(record: BenchRecord): string[] {
  if (record.has("candidates")) return record.texts("candidates");
  const columns = Array.from({ length: OPTIONS }, (_, at) => `option${at}`);
  return columns
    .filter((name) => record.has(name))
    .map((name) => record.text(name))
    .filter((text) => text !== NONE);
}

function spoken(
  { subtitlesFromSec = 0 }: Sample,
  { subtitles, timesSec, durationSec }: Seen,
): string {
  let frame = 0;
  return spokenBetween(timesSec, subtitles ?? "[]", { fromSec: subtitlesFromSec, durationSec })
    .map((said) => said ?? `(frame ${++frame})`)
    .join("\n");
}
