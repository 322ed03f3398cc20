// Files of an evaluation's answers, which are added to those of another one.

import type { Random } from "../../../src/base/random.ts";
import {
  answersText,
  type Answers,
  readAnswers,
  withAnswers,
} from "../../../src/store/evaluate/answers-file.ts";
import { mutateBytes } from "../bytes.ts";
import { jsonText, mutateJson, type Json } from "../json.ts";
import type { Kind } from "../kind.ts";

export const ANSWERS: Kind = {
  name: "answers",
  async run(random) {
    withAnswers(ANSWERED, readAnswers(damaged(random, answersText(ANSWERED))));
  },
};

function damaged(random: Random, text: string): string {
  if (random.chance(0.3)) {
    const bytes = mutateBytes(random, new TextEncoder().encode(text));
    return new TextDecoder().decode(bytes);
  }
  const lines = text.trimEnd().split("\n");
  const at = random.pick([...lines.keys()]);
  const value = JSON.parse(lines[at] ?? "null") as Json;
  return [...lines.with(at, jsonText(mutateJson(random, value))), ""].join("\n");
}

const sampleAt = (at: number): Answers["samples"][number] => ({
  index: at,
  byRequest: {
    all: {
      text: "A",
      letter: "A",
      isGuess: false,
      isRight: at % 2 === 0,
      total: 128,
      kept: 128,
      times: { generationMs: 3, wholeMs: 5.5, isFirst: at === 0 },
    },
    "uniform 0.25": { error: { code: "context-overflow", message: "Too long.", hint: "" } },
  },
  sample: {
    id: `s${at}`,
    task: "count",
    groups: { duration: "short" },
    together: `s${at}`,
    video: "a.mp4",
    wanted: "a.mp4",
    range: { fromSec: 1, toSec: 2.5 },
    question: "How many?",
    options: ["one", "two"],
    answer: 0,
  },
});

/** Answers to three questions under two plans, of which one failed: the first of two parts. */
export const ANSWERED: Answers = {
  head: {
    id: "one",
    benchmark: "mlvu",
    folderName: "MLVU",
    handle: null,
    protocol: "2026",
    hasSubtitles: false,
    frames: 32,
    modelId: "framewise-shapes",
    family: "framewise_vl",
    digests: { model: null, data: "ab" },
    methods: ["uniform"],
    retentions: [1, 0.25],
    limit: null,
    partsOf: 2,
    parts: [{ part: 1, samples: 3, videos: 1 }],
    remarks: [],
    startedMs: 1,
    askedMs: 2,
    samples: 3,
    videos: 1,
    asked: 3,
    score: { right: 2, n: 3, failed: 3 },
    answerMs: 5,
    madeWith: [{ adapter: "a", runtime: "wasm", precision: "fp32" }],
  },
  samples: [0, 1, 2].map(sampleAt),
};
