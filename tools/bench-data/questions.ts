// Questions of multiple choice about the sample clips, whose answers are exact because the clips were drawn.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const SAMPLES = resolve(import.meta.dirname, "../../public/samples");

/** A clip of the page, with what is asked about it. */
export interface Clip {
  /** Its file name, "calm.webm". */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly durationSec: number;
  readonly asked: readonly Asked[];
}

export interface Asked {
  readonly question: string;
  readonly options: readonly string[];
  /** The place of the right option. */
  readonly answer: number;
}

interface Listed {
  readonly file: string;
  readonly durationSec: number;
  readonly questions: readonly { readonly question: string; readonly answer: string }[];
}

/** Answers that are wrong about every clip, in several scripts, for questions that no other clip answers. */
const WRONG = [
  "A pink hexagon – „Sechseck“.",
  "一只狗。",
  "Сто.",
  "None of these; all 12,000 of them.",
];

/** Reads the clips; each question has `count` options, the right one in turn at each place. */
export function readClips(count = 4): Clip[] {
  const listed = JSON.parse(readFileSync(`${SAMPLES}/samples.json`, "utf8")) as Listed[];
  let turn = 0;
  return listed.map(({ file, durationSec, questions }) => ({
    file,
    durationSec,
    bytes: new Uint8Array(readFileSync(`${SAMPLES}/${file}`)),
    asked: questions.map(({ question, answer }) => {
      const others = listed.flatMap((one) =>
        one.questions.filter((each) => each.question === question),
      );
      const wrong = [...new Set([...others.map((one) => one.answer), ...WRONG])].filter(
        (one) => one !== answer,
      );
      const place = turn++ % count;
      const options = wrong.slice(0, count - 1).toSpliced(place, 0, answer);
      return { question, options, answer: place };
    }),
  }));
}
