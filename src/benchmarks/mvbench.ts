// MVBench: 20 tasks of 200 questions, each about what happens over time in a short clip.

import type { TimeRange } from "../base/time-range.ts";
import { type Benchmark, letterAt, lettersOf, type Sample } from "./benchmark.ts";
import { type BenchmarkFolder, filesIn, findVideo } from "./folder.ts";
import { meanOfGroups, plainMean, taskOf } from "./means.ts";
import { strip, stripOf, SPACE, WORD } from "./python-text.ts";
import type { BenchRecord } from "./records.ts";
import { collectSamples, NO_RIGHT_OPTION } from "./sample-list.ts";

/** Where each task's videos lie, by the two layouts that are published: cut to their parts, and as their sources. */
const TASKS: Readonly<Record<string, readonly string[]>> = {
  action_antonym: ["ssv2_video_mp4", "ssv2_video"],
  action_count: ["perception/videos"],
  action_localization: ["sta/sta_video_segment", "sta/sta_video"],
  action_prediction: ["star/Charades_segment", "star/Charades_v1_480"],
  action_sequence: ["star/Charades_segment", "star/Charades_v1_480"],
  character_order: ["perception/videos"],
  counterfactual_inference: ["clevrer/video_validation"],
  egocentric_navigation: ["vlnqa"],
  episodic_reasoning: ["tvqa/video_fps3_hq_segment", "tvqa/frames_fps3_hq"],
  fine_grained_action: ["Moments_in_Time_Raw/videos"],
  fine_grained_pose: ["nturgbd_convert", "nturgbd"],
  moving_attribute: ["clevrer/video_validation"],
  moving_count: ["clevrer/video_validation"],
  moving_direction: ["clevrer/video_validation"],
  object_existence: ["clevrer/video_validation"],
  object_interaction: ["star/Charades_segment", "star/Charades_v1_480"],
  object_shuffle: ["perception/videos"],
  scene_transition: ["scene_qa/video"],
  state_change: ["perception/videos"],
  unexpected_action: ["FunQA_test/test"],
};

/** The folders of videos lie in one of these. */
const ROOTS = ["", "video", "data0613"];
const PICTURES_PER_SEC = 3;

export const mvbench: Benchmark = {
  id: "mvbench",
  name: "MVBench",
  source: "OpenGVLab/MVBench",
  layout:
    "json/action_sequence.json and 19 more, beside the folders of videos such as star/Charades_v1_480",
  frames: 32,
  maxTokens: 16,
  hasSubtitles: false,
  deviations: [
    "Whole videos that come with a beginning and an end are looked at between them; lmms-eval takes the cut files of revision “video”.",
    "A folder of pictures (TVQA) is a video of three pictures a second; lmms-eval takes the cut videos of revision “video”.",
    "The task's mean leaves out empty answers, as lmms-eval's does; failures are counted beside it.",
  ],
  annotations: async (folder) => {
    const isTask = (name: string): boolean => name.endsWith(".json") && name.slice(0, -5) in TASKS;
    const inJson = await filesIn(folder, ["json"], isTask);
    return inJson.length > 0 ? inJson : filesIn(folder, [""], isTask);
  },
  async find(folder, files) {
    const found = await collectSamples(folder, files, async (record, place, file) => {
      const task = (file.split("/").at(-1) ?? "").replace(/\.json$/, "");
      const options = record.texts("candidates");
      const answer = options.indexOf(record.text("answer"));
      return answer < 0
        ? `${NO_RIGHT_OPTION} (${task})`
        : sampleOf(folder, task, place, record, { options, answer });
    });
    const missing = Object.keys(TASKS).length - files.length;
    return missing === 0
      ? found
      : {
          ...found,
          remarks: [`${missing} of the 20 tasks have no annotation file.`, ...found.remarks],
        };
  },
  prompt: ({ question, options }) =>
    `Question:${question}\nOption:\n${options.map((option, at) => `(${letterAt(at)}) ${option}\n`).join("")}Only give the best option.\n`,
  letterOf(text, { options }) {
    const said = plainAnswer(text);
    const letter = lettersOf(options).find((each) => plainAnswer(each) === said) ?? null;
    return { letter, isGuess: false };
  },
  mean: (judged) =>
    meanOfGroups(judged, taskOf, (task) => plainMean(task.filter(({ isAnswered }) => isAnswered))),
  meanWords: "the mean of the tasks",
};

async function sampleOf(
  folder: BenchmarkFolder,
  task: string,
  place: number,
  record: BenchRecord,
  { options, answer }: { readonly options: readonly string[]; readonly answer: number },
): Promise<Sample> {
  const name = record.text("video");
  const range = record.has("start", "end")
    ? { fromSec: record.number("start"), toSec: record.number("end") }
    : undefined;
  const [cut = "", whole] = TASKS[task] ?? [];
  const cutFile =
    whole === undefined
      ? null
      : await findFirst(folder, under(cut), [name, ...cutNames(name, range)]);
  const video = cutFile ?? (await findVideo(folder, under(whole ?? cut), name));
  const isPictures = video !== null && (await folder.list(video)).length > 0;
  const id = `${task} ${place}`;
  return {
    id,
    task,
    groups: {},
    together: id,
    video,
    wanted: `${whole ?? cut}/${name}`,
    ...(cutFile === null && range !== undefined && range.fromSec < range.toSec && { range }),
    ...(isPictures && { picturesPerSec: PICTURES_PER_SEC }),
    question: record.text("question"),
    options,
    answer,
  };
}

const under = (inner: string): string[] =>
  ROOTS.map((root) => (root === "" ? inner : `${root}/${inner}`));

/** The names of a part that was cut out of a source: "X_1.0_2.5.mp4", where JSON may have said 1 or 1.0. */
function cutNames(name: string, range: TimeRange | undefined): string[] {
  if (range === undefined) return [];
  const stem = name.replace(/\.(?:mp4|mkv|webm|avi|mov)$/i, "");
  const { fromSec, toSec } = range;
  const asFloat = (sec: number): string => (Number.isInteger(sec) ? sec.toFixed(1) : String(sec));
  return [`${stem}_${fromSec}_${toSec}.mp4`, `${stem}_${asFloat(fromSec)}_${asFloat(toSec)}.mp4`];
}

async function findFirst(
  folder: BenchmarkFolder,
  places: readonly string[],
  names: readonly string[],
): Promise<string | null> {
  for (const name of names) {
    const found = await findVideo(folder, places, name);
    if (found !== null) return found;
  }
  return null;
}

const OPTION = new RegExp(`^([A-E])\\.${SPACE}*[^\\n]+$`, "iu");
const ALONE = new RegExp(`(?<!${WORD})([A-E])(?!${WORD})`, "iu");
const DIGITS_COMMA = /\p{Nd},\p{Nd}/u;
const PUNCTUATION = ';/[]"{}()=+\\_-><@`,?!'.split("");
/** Theirs replaces so many points and no more, because a flag was given in the place of a number. */
const MOST_POINTS = 32;

/** The letter that an answer begins with, else the first that stands alone, else the answer without punctuation. */
function plainAnswer(answer: string): string {
  const whole = strip(answer);
  const [, letter] = OPTION.exec(whole) ?? [];
  if (letter !== undefined) return letter.toUpperCase();
  const line = strip(answer.replaceAll("\n", " ").replaceAll("\t", " "));
  const bare = ["'", '"', ")", "("].reduce(stripOf, withoutPunctuation(line));
  const text = strip(bare).toLowerCase();
  return ALONE.exec(text)?.[1]?.toUpperCase() ?? text;
}

function withoutPunctuation(text: string): string {
  const hasNumber = DIGITS_COMMA.test(text);
  const bare = PUNCTUATION.reduce((left, mark) => {
    const isAtBorder = text.includes(`${mark} `) || text.includes(` ${mark}`) || hasNumber;
    return left.replaceAll(mark, isAtBorder ? "" : " ");
  }, text);
  let points = 0;
  return bare.replaceAll(/\.(?!\p{Nd})/gu, (point) => (points++ < MOST_POINTS ? "" : point));
}
