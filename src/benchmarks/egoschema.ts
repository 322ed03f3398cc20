// EgoSchema: what goes on in three minutes that somebody filmed from his own head. Answers are published for the subset alone.

import { type Benchmark, lettersOf } from "./benchmark.ts";
import { annotationsWith } from "./find-annotations.ts";
import { findVideo } from "./folder.ts";
import { plainMean } from "./means.ts";
import type { BenchRecord } from "./records.ts";
import { collectSamples } from "./sample-list.ts";
import { formsOf, named, withoutEnds } from "./written-choice.ts";

const FIELDS = ["video_idx", "question", "option"];

export const egoschema: Benchmark = {
  id: "egoschema",
  name: "EgoSchema",
  source: "lmms-lab/egoschema, configuration Subset",
  layout: "Subset/test-00000-of-00001.parquet beside the folder videos/",
  frames: 32,
  maxTokens: 16,
  hasSubtitles: false,
  deviations: [
    "An answer without an option is drawn from the options, as by lmms-eval, but from a seed, so that a second run says the same.",
    "The full set’s answers are not published; records without one are left out, where lmms-eval sends them to a server.",
  ],
  annotations: (folder) => annotationsWith(folder, ["Subset", "GENERATION", "", "data"], FIELDS),
  find: (folder, files) =>
    collectSamples(folder, files, async (record) => {
      const options = record.texts("option");
      const answer = goldOf(record);
      if (options[answer] === undefined) return "their answer is not published";
      const name = record.text("video_idx");
      const id = record.has("question_idx") ? record.text("question_idx") : name;
      return {
        id,
        task: "subset",
        groups: {},
        together: id,
        video: await findVideo(folder, ["videos", "video", ""], name),
        wanted: `videos/${name}.mp4`,
        question: record.text("question"),
        options,
        answer,
      };
    }),
  prompt: ({ question, options }) =>
    `${[question, ...options].join("\n")}\nAnswer with the option's letter from the given choices directly.`,
  letterOf(answer, { options }) {
    const text = withoutEnds(answer);
    const written = formsOf(text, lettersOf(options)).flatMap(({ letters, form }) =>
      letters.map((letter) => ({ letter, at: text.lastIndexOf(form(letter)) })),
    );
    const [first] = written.toSorted((a, b) => a.at - b.at);
    const letter = first?.letter ?? named(text, options, "first");
    return { letter, isGuess: letter === null };
  },
  mean: plainMean,
  meanWords: "the share of all questions",
};

/** A place, as a number or a text, or a letter; −1 where it is missing. */
function goldOf(record: BenchRecord): number {
  const answer = record.has("answer") ? record.text("answer").trim() : "";
  return /^[0-4]$/.test(answer) ? Number(answer) : "ABCDE".indexOf(answer || "-");
}
