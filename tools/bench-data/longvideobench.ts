// LongVideoBench in small: three to five options, subtitles in both forms, and one file of each kind of annotation.

import { readClips } from "./questions.ts";
import { jsonFile, parquetFile, type Tree } from "./tree.ts";

const GROUPS = [15, 60, 600, 3600];
const CATEGORIES = ["S2E", "T2O", "E3E", "SSS"];

export function longvideobenchTree({ isParquet = false } = {}): Tree {
  const tree = new Map<string, Uint8Array>();
  const records = [3, 4, 5].flatMap((count, at) => {
    const clip = readClips(count)[at];
    if (clip === undefined) return [];
    const name = `drawn_${at}`;
    tree.set(`videos/${name}.mp4`, clip.bytes);
    tree.set(`subtitles/${name}_en.json`, jsonFile(at === 0 ? SAID : HEARD));
    return clip.asked.slice(0, 2).map(({ question, options, answer }, place) => ({
      // Two records of one id, as happens where files were joined.
      id: at === 2 ? `${name}_0` : `${name}_${place}`,
      video_id: name,
      video_path: `${name}.mp4`,
      subtitle_path: `${name}_en.json`,
      question: `At the moment of “hello”: ${question}`,
      correct_choice: answer,
      duration: clip.durationSec,
      duration_group: GROUPS[at] ?? 15,
      question_category: CATEGORIES[(at + place) % CATEGORIES.length] ?? "S2E",
      level: "IntraMoment",
      starting_timestamp_for_subtitles: at === 0 ? 0 : 30.5,
      options,
    }));
  });
  if (!isParquet) {
    const list = records.map(({ options, ...record }) => ({ ...record, candidates: options }));
    return tree.set("lvb_val.json", jsonFile(list));
  }
  const rows = records.map(({ options, ...record }) => ({ ...record, ...columns(options) }));
  return tree.set("validation-00000-of-00001.parquet", parquetFile(rows));
}

const columns = (options: readonly string[]): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`option${at}`, options[at] ?? "N/A"]));

/** As people wrote them, and as a recogniser heard them. */
const SAID = [
  { start: "00:00:00.500", end: "00:00:02.000", line: "hello" },
  { start: "00:00:05.000", end: "00:00:06.500", line: "– tschüß" },
];
const HEARD = [
  { timestamp: [31.0, 33.5], text: " hello" },
  { timestamp: [36.2, null], text: " and so on" },
];
