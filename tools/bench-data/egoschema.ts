// EgoSchema in small: the subset with answers, as JSON lines too, and a record of the full set, which has none.

import { letteredOptions } from "./letters.ts";
import { readClips } from "./questions.ts";
import { linesFile, type Tree } from "./tree.ts";

export function egoschemaTree(): Tree {
  const tree = new Map<string, Uint8Array>();
  const records = readClips(5)
    .slice(0, 3)
    .flatMap(({ bytes, asked }, at) => {
      const [one] = asked;
      if (one === undefined) return [];
      const name = `0074f737-11cb-497d-8d07-77c3a8127391-${at}`;
      tree.set(`videos/${name}.mp4`, bytes);
      return [
        {
          question_idx: `000${at}`,
          question: one.question,
          video_idx: name,
          option: letteredOptions(one.options),
          answer: at === 2 ? null : String(one.answer),
        },
      ];
    });
  return tree.set("Subset/test.jsonl", linesFile(records));
}
