// NExT-QA, multiple choice: why, how and when things happen in videos of everyday life.

import { type Benchmark, letterAt, lettersOf } from "./benchmark.ts";
import { annotationsWith } from "./find-annotations.ts";
import { findVideo } from "./folder.ts";
import { plainMean } from "./means.ts";
import { formsOf, lastOf, named, withoutEnds } from "./written-choice.ts";
import { strip } from "./python-text.ts";
import { collectSamples } from "./sample-list.ts";

const OPTIONS = ["a0", "a1", "a2", "a3", "a4"];
const FIELDS = ["video", "question", "qid", "type", "answer", ...OPTIONS];

export const nextqa: Benchmark = {
  id: "nextqa",
  name: "NExT-QA",
  source: "lmms-lab/NExTQA, configuration MC",
  layout: "MC/test-00000-of-00001.parquet beside the folder NExTVideo/ with the videos",
  frames: 32,
  maxTokens: 16,
  hasSubtitles: false,
  deviations: [
    "An answer without an option is drawn from the options, as by lmms-eval, but from a seed, so that a second run says the same.",
  ],
  annotations: (folder) => annotationsWith(folder, ["MC", "", "data"], FIELDS),
  find: (folder, files) =>
    collectSamples(folder, files, async (record) => {
      const name = record.text("video");
      const id = `${name} ${record.text("qid")}`;
      return {
        id,
        task: record.text("type"),
        groups: {},
        together: id,
        video: await findVideo(folder, ["NExTVideo", "videos", "video", ""], name),
        wanted: `NExTVideo/${name}.mp4`,
        question: record.text("question"),
        options: OPTIONS.map((option) => strip(record.text(option))),
        answer: record.number("answer"),
      };
    }),
  prompt: ({ question, options }) =>
    [strip(question), ...options.map((option, at) => `${letterAt(at)}. ${option}`)].join("\n"),
  letterOf(answer, { options }) {
    const text = withoutEnds(answer);
    const letters = lettersOf(options);
    const written = formsOf(text, letters);
    const found = written.map((form) => form.letters).find((each) => each.length > 0);
    if (found !== undefined) {
      const isInBrackets = written[0]?.letters.length !== 0;
      return one(
        lastOf(found, (letter) => text.lastIndexOf(isInBrackets ? `(${letter})` : ` ${letter} `)),
      );
    }
    return one(named(text, options, "last"));
  },
  mean: plainMean,
  meanWords: "the share of all questions",
};

const one = (letter: string | null) => ({ letter, isGuess: letter === null });
