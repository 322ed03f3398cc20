// MLVU: seven tasks of multiple choice about videos of minutes to hours. Its generative tasks are not asked.

import { firstLetter, surestLetter } from "./answer-phrases.ts";
import { type Benchmark, letterAt } from "./benchmark.ts";
import { annotationsWith } from "./find-annotations.ts";
import { type BenchmarkFolder, filesIn, findVideo } from "./folder.ts";
import { placeOfLetter } from "./lettered.ts";
import { meanOfGroups, plainMean, taskOf } from "./means.ts";
import type { BenchRecord } from "./records.ts";
import { collectSamples, NO_RIGHT_OPTION } from "./sample-list.ts";

/** The fields of the dev split as one table, in which a question holds its options. */
const TABLE = ["video_name", "question", "task_type", "answer"];
/** The published JSON files, one a task. Those that are missing here ask for a free answer. */
const FILES = /^[1-7]_[A-Za-z_]+\.json$/;
const LINE = /^\(([A-H])\)\s*(.*)$/gm;

export const mlvu: Benchmark = {
  id: "mlvu",
  name: "MLVU",
  source: "MLVU/MVLU, or its dev split as sy1998/MLVU_dev",
  layout:
    "data/test-00000-of-00001.parquet beside the videos, or json/1_plotQA.json … with video/1_plotQA/ …",
  frames: 32,
  maxTokens: 16,
  hasSubtitles: false,
  deviations: [
    "The published JSON files are asked like the table of the dev split: their options follow the question as “(A) …” lines.",
  ],
  async annotations(folder) {
    const tasks = await filesIn(folder, ["json", "MLVU/json"], (name) => FILES.test(name));
    return tasks.length > 0 ? tasks : annotationsWith(folder, ["data", ""], TABLE);
  },
  find: (folder, files) =>
    collectSamples(folder, files, async (record, place, file) => {
      const known = record.has("candidates", "question_type") ? ofTask(record) : ofTable(record);
      if (known.answer < 0) return NO_RIGHT_OPTION;
      const { name, places, ...asked } = known;
      const id = `${asked.task} ${place}`;
      return {
        id,
        groups: {},
        together: id,
        ...(await videoOf(folder, file, places, name)),
        ...asked,
      };
    }),
  prompt: ({ question }, protocol) =>
    protocol === "2025"
      ? `\n${question}\nOnly give the best option.\n\nBest option: (`
      : `${question}\nOnly give the best option.\nBest option: (`,
  letterOf(text, _sample, protocol) {
    const letter =
      protocol === "2025" ? firstLetter(text, "ABCD", true) : surestLetter(text, "ABCD");
    return { letter, isGuess: false };
  },
  mean: (judged, protocol) =>
    protocol === "2025" ? plainMean(judged) : meanOfGroups(judged, taskOf),
  meanWords: "the mean of the tasks (M-Avg)",
};

function ofTable(record: BenchRecord) {
  const question = record.text("question");
  const options = [...question.matchAll(LINE)].map(([, , option = ""]) => option);
  const answer = placeOfLetter(record.text("answer"), options);
  const task = record.text("task_type");
  const places = ["", "video", "videos", "data", `video/${task}`];
  return { task, question, options, answer, name: record.text("video_name"), places };
}

function ofTask(record: BenchRecord) {
  const options = record.texts("candidates");
  const answer = options.indexOf(record.text("answer"));
  const lines = options.map((option, at) => `(${letterAt(at)}) ${option}`);
  const question = [record.text("question"), ...lines].join("\n");
  const task = record.text("question_type");
  return { task, question, options, answer, name: record.text("video"), places: null };
}

/** Names repeat from task to task in the published files, so each is looked for in the folder of its own file alone. */
async function videoOf(
  folder: BenchmarkFolder,
  file: string,
  places: readonly string[] | null,
  name: string,
) {
  const stem = (file.split("/").at(-1) ?? "").replace(/\.json$/, "");
  const own = places ?? [`video/${stem}`, `MLVU/video/${stem}`];
  return {
    video: await findVideo(folder, own, name),
    wanted: `${own[0]}/${name}`.replace(/^\//, ""),
  };
}
