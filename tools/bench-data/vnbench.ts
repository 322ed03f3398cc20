// VNBench in small: questions of three kinds, each asked four times with its options in other places.

import { letterAt } from "./letters.ts";
import { readClips } from "./questions.ts";
import { jsonFile, type Tree } from "./tree.ts";

const TYPES = ["ret_edit", "ord_insert1", "cnt_edit1"];

export function vnbenchTree(): Tree {
  const tree = new Map<string, Uint8Array>();
  const records = readClips(4).flatMap(({ bytes, durationSec, asked }, at) => {
    const [one] = asked;
    const type = TYPES[at];
    if (one === undefined || type === undefined) return [];
    const name = `326111${at}_${type}.mp4`;
    tree.set(`VNBench/${name}`, bytes);
    return [0, 1, 2, 3].map((attempt) => {
      const options = one.options.map((_, place) => one.options[(place + attempt) % 4] ?? "");
      const gold = one.options[one.answer] ?? "";
      return {
        video: `./VNBench/${name}`,
        question: one.question,
        options,
        gt: gold,
        gt_option: letterAt(options.indexOf(gold)),
        needle_time: [[1, 2]],
        length: durationSec,
        type,
        try: attempt,
      };
    });
  });
  return tree.set("VNBench-main-4try.json", jsonFile(records));
}
