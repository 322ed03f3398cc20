// Video-MME in small: short, medium and long, with subtitles and without, two sets of records of one kind each.

import { letteredOptions, letterAt } from "./letters.ts";
import { readClips } from "./questions.ts";
import { parquetFile, textFile, type Tree } from "./tree.ts";

const DURATIONS = ["short", "medium", "long"];
const DOMAINS = ["Knowledge", "Sports Competition", "Multilingual"];
const TASKS = ["Object Recognition", "Action Reasoning", "Counting Problem", "OCR Problems"];

export function videommeTree(): Tree {
  const clips = readClips(4).slice(0, 3);
  const tree = new Map<string, Uint8Array>();
  const rows = clips.flatMap(({ file, bytes, asked }, at) => {
    const videoID = `-drawn_${at}`;
    // One is missing; the others have each an ending of those that occur.
    if (at !== 2) tree.set(`data/${videoID}.${at === 0 ? "mp4" : "mkv"}`, bytes);
    if (at === 0) tree.set(`subtitle/${videoID}.srt`, textFile(SRT));
    return asked.slice(0, 3).map(({ question, options, answer }, place) => ({
      video_id: String(at + 1).padStart(3, "0"),
      duration: DURATIONS[at] ?? "short",
      domain: DOMAINS[at] ?? "Knowledge",
      sub_category: "Other Sports",
      url: `https://example.org/${file}`,
      videoID,
      question_id: `${String(at + 1).padStart(3, "0")}-${place + 1}`,
      task_type: TASKS[(at + place) % TASKS.length] ?? "",
      question,
      options: letteredOptions(options),
      answer: letterAt(answer),
    }));
  });
  return tree.set("videomme/test-00000-of-00001.parquet", parquetFile(rows));
}

const SRT = `1
00:00:00,100 --> 00:00:02,500
<font color="white" size=".72c">A drawn clip begins –
„hallo“</font>

2
00:00:04,000 --> 00:00:09,000
<font color="white" size=".72c">and ends</font>
`;
