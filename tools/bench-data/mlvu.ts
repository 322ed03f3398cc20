// MLVU in small, as its dev split in one table, and as the published JSON files, in which names repeat from task to task.

import { bracketedOptions, letterAt } from "./letters.ts";
import { readClips } from "./questions.ts";
import { jsonFile, parquetFile, type Tree } from "./tree.ts";

const TASKS = ["plotQA", "needle", "ego", "count", "order", "anomaly_reco", "topic_reasoning"];

/** The dev split as one table, with names with and without an ending, and videos flat. */
export function mlvuTableTree(): Tree {
  const clips = readClips(4);
  const tree = new Map<string, Uint8Array>();
  const rows = TASKS.flatMap((task, at) => {
    const clip = clips[at % clips.length];
    const one = clip?.asked[at % clip.asked.length];
    if (clip === undefined || one === undefined) return [];
    const name = `${task}_${at}`;
    tree.set(`${name}.mp4`, clip.bytes);
    return [
      {
        video_name: at % 2 === 0 ? `${name}.mp4` : name,
        duration: clip.durationSec,
        question: [one.question, ...bracketedOptions(one.options)].join("\n"),
        answer: letterAt(one.answer),
        task_type: task,
      },
    ];
  });
  return tree.set("data/test-00000-of-00001.parquet", parquetFile(rows));
}

/** The published files. The same name is another clip in each folder, and a generative task lies beside them. */
export function mlvuFilesTree(): Tree {
  const clips = readClips(4);
  const tree = new Map<string, Uint8Array>();
  for (const [at, task] of TASKS.slice(0, 2).entries()) {
    const clip = clips[at];
    if (clip === undefined) continue;
    const stem = `${at + 1}_${task}`;
    tree.set(`video/${stem}/1.mp4`, clip.bytes);
    const records = clip.asked.slice(0, 2).map(({ question, options, answer }) => ({
      video: "1.mp4",
      duration: clip.durationSec,
      question,
      candidates: [...options, options[answer]], // its gold is there twice, as in five published records
      answer: options[answer],
      question_type: task,
    }));
    tree.set(`json/${stem}.json`, jsonFile(records));
  }
  tree.set(
    "json/9_summary.json",
    jsonFile([
      { video: "1.mp4", question: "Sum it up.", answer: "A drawn clip.", question_type: "summary" },
    ]),
  );
  return tree;
}
