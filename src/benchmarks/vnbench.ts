// VNBench of VideoNIAH: pictures and words put into videos. Each question is asked four times with its options in other places,
// and counts when all four are right.

import { type Benchmark, letterAt } from "./benchmark.ts";
import { annotationsWith } from "./find-annotations.ts";
import { findVideo } from "./folder.ts";
import { placeOfLetter } from "./lettered.ts";
import { joined, meanOfGroups, taskOf } from "./means.ts";
import type { BenchRecord } from "./records.ts";
import { collectSamples, NO_RIGHT_OPTION } from "./sample-list.ts";

const FIELDS = ["video", "question", "options", "gt", "type", "try"];

export const vnbench: Benchmark = {
  id: "vnbench",
  name: "VNBench",
  source: "Joez1717/VNBench",
  layout: "VNBench-main-4try.json beside the folder VNBench/ with the videos",
  frames: 64,
  maxTokens: 5,
  hasSubtitles: false,
  deviations: [
    "It is not in lmms-eval: prompt, reading and mean are those of VideoNIAH’s evaluation/eval.py, under both protocols.",
    "A question of which one try failed is left out and counted as failed; VideoNIAH’s scorer counts it as wrong.",
  ],
  annotations: (folder) => annotationsWith(folder, ["", "VNBench"], FIELDS),
  find: (folder, files) =>
    collectSamples(folder, files, async (record) => {
      const options = record.texts("options");
      const answer = goldOf(record, options);
      if (options[answer] === undefined) return NO_RIGHT_OPTION;
      const [name, task] = [record.text("video"), record.text("type")];
      const question = record.text("question");
      const stem = (name.split("/").at(-1) ?? "").replace(/\.[a-z0-9]+$/i, "");
      return {
        id: `${stem} ${task} ${record.text("try")}`,
        task,
        groups: { kind: task.split("_")[0] ?? task },
        together: `${stem} ${task} ${question}`, // its four tries share these
        video: await findVideo(folder, ["", "VNBench", "videos"], name.replace(/^\.\//, "")),
        wanted: name.replace(/^\.\//, ""),
        question,
        options,
        answer,
      };
    }),
  prompt({ question, options }) {
    const lines = options.map((option, at) => `${letterAt(at)}. ${option}`);
    return `${question}\n${lines.join("\n")}\nAnswer with the option's letter from the given choices directly.`;
  },
  letterOf(text) {
    const [before = ""] = text.split(".");
    return {
      letter: ["A", "B", "C", "D"].find((letter) => before.includes(letter)) ?? null,
      isGuess: false,
    };
  },
  mean: (judged) => meanOfGroups(joined(judged), taskOf),
  meanWords: "the mean of the types, a question being right when all four tries are",
};

/** `gt_option` is a letter or a place; `gt` is the right option's text. */
function goldOf(record: BenchRecord, options: readonly string[]): number {
  if (!record.has("gt_option")) return options.indexOf(record.text("gt"));
  const gold = record.raw("gt_option");
  return typeof gold === "number" ? gold : placeOfLetter(record.text("gt_option"), options);
}
