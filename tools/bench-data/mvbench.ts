// MVBench in small: every task has a question or two, in both published layouts of videos.

import { drawPictures } from "./pictures.ts";
import { type Clip, readClips } from "./questions.ts";
import { BROKEN, jsonFile, type Tree } from "./tree.ts";

/** Each task with the folder of its videos. Those of Charades come whole with bounds, those of STA cut. */
const FOLDERS: Readonly<Record<string, string>> = {
  action_antonym: "ssv2_video",
  action_count: "perception/videos",
  action_localization: "sta/sta_video_segment",
  action_prediction: "star/Charades_v1_480",
  action_sequence: "star/Charades_v1_480",
  character_order: "perception/videos",
  counterfactual_inference: "clevrer/video_validation",
  egocentric_navigation: "vlnqa",
  episodic_reasoning: "tvqa/frames_fps3_hq",
  fine_grained_action: "Moments_in_Time_Raw/videos",
  fine_grained_pose: "nturgbd",
  moving_attribute: "clevrer/video_validation",
  moving_count: "clevrer/video_validation",
  moving_direction: "clevrer/video_validation",
  object_existence: "clevrer/video_validation",
  object_interaction: "star/Charades_v1_480",
  object_shuffle: "perception/videos",
  scene_transition: "scene_qa/video",
  state_change: "perception/videos",
  unexpected_action: "FunQA_test/test",
};

const PICTURES = 24;

/** Tasks have one question where `isShort`, else one a clip. */
export function mvbenchTree({ isShort = false } = {}): Tree {
  const clips = readClips(5);
  const tree = new Map<string, Uint8Array>();
  for (const [at, [task, folder]] of Object.entries(FOLDERS).entries()) {
    const some = isShort ? [clips[at % clips.length]] : clips.slice(0, 2);
    const records = some.flatMap((clip) =>
      clip === undefined ? [] : [recordOf(tree, task, folder, clip, at)],
    );
    tree.set(`json/${task}.json`, jsonFile([...records, ...quirks(task, records[0])]));
  }
  tree.set("clevrer/video_validation/broken.mp4", BROKEN);
  return tree;
}

function recordOf(
  tree: Map<string, Uint8Array>,
  task: string,
  folder: string,
  { file, bytes, durationSec, asked }: Clip,
  turn: number,
): Record<string, unknown> {
  const { question = "", options = [], answer = 0 } = asked[turn % asked.length] ?? {};
  const record = { video: file, question, candidates: options, answer: options[answer] };
  const bounds = { start: 1, end: durationSec / 2, accurate_start: 1.25, accurate_end: 3 };
  if (folder === "star/Charades_v1_480") {
    tree.set(`${folder}/${file}`, bytes);
    return { ...record, ...bounds, question_id: `${task}_T1_${turn}` };
  }
  if (folder === "sta/sta_video_segment") {
    const stem = file.replace(/\.\w+$/, "");
    tree.set(`${folder}/${stem}_1.0_${bounds.end.toFixed(1)}.mp4`, bytes);
    return { ...record, video: `${stem}.mp4`, ...bounds };
  }
  if (folder === "tvqa/frames_fps3_hq") {
    const name = `castle_s01e0${turn % 9}_seg02_clip_00_${file.charAt(0)}`;
    for (const [at, picture] of drawPictures(40 + turn, PICTURES).entries())
      tree.set(`${folder}/${name}/${String(at + 1).padStart(5, "0")}.jpg`, picture);
    return { ...record, video: name, start: 2.5, end: 6.5, fps: 3, subtitle: "A : Hello." };
  }
  tree.set(`${folder}/${file}`, bytes);
  return record;
}

/** What goes wrong in published files and half downloads. */
function quirks(
  task: string,
  first: Record<string, unknown> | undefined,
): Record<string, unknown>[] {
  if (first === undefined) return [];
  if (task === "moving_count") return [{ ...first, video: "video_00000_missing.mp4" }];
  if (task === "moving_direction") return [{ ...first, video: "broken.mp4" }];
  if (task === "object_existence") return [first]; // twice the same
  if (task === "state_change") return [{ ...first, answer: "not one of its candidates" }];
  return [];
}
