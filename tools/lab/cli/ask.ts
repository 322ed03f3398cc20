// lab ask: one video, one question or several, and what each answer took.

import { statSync } from "node:fs";
import { AppError } from "../../../src/base/errors.ts";
import { lookedWords, type Looking, SPREADS } from "../../../src/base/sampling.ts";
import { RELEVANCE_IDS, SCORER_IDS } from "../../../src/engine/catalogue.ts";
import type { AskValue } from "../page/ask.ts";
import { textTable } from "../suites/core/table.ts";
import { LONG_OPTIONS, longArgs, longText } from "./ask-long.ts";
import { COMMON, COMMON_HELP, MODEL, MODEL_HELP } from "./common-options.ts";
import { chooseModel } from "./model.ts";
import {
  flag,
  FRAMES,
  number,
  or,
  personPath,
  readOptions,
  texts,
  UsageError,
  whole,
  word,
} from "./options.ts";
import { PLAN, PLAN_HELP, planRequest, POSITIONS } from "./plan-options.ts";
import { jsonText, type Verb } from "./verb.ts";
import { withModel } from "./with-lab.ts";

const HELP = `Usage: npm run -s lab -- ask VIDEO --question TEXT [options]

Answers a question about a video file in a headless Chrome.

  --question TEXT        what to ask; give it several times to ask in turn
  --retention R          share of the visual tokens to keep, above 0, at most 1 (default 1)
${PLAN_HELP}  --positions P          where kept tokens stand: original (in the whole video) or compact (without gaps);
                         default: original where the model can take it and the video fits, else compact
  --frames N             frames to look at, 1 to 64 (default: as many as the model's own code takes)
  --spread S             ends (first and last among them), starts (of equal parts) or centres (default: the model's own)
  --step-tokens N        most tokens of a step, for models that keep a frame's shape (default: the model's own)
  --max-tokens N         longest answer, 1 to 4096 (default 64)
${MODEL_HELP}  --long                 read the whole video chunk by chunk and remember it at two levels; then
    --rate N               frames a second, 0.01 to 60 (default 1)
    --chunk-frames N       frames of a chunk, 1 to 64 (default 8)
    --detailed-share R     of a chunk's tokens (default 0.5)
    --compact-share R      the same for the compact level (default 0.0625)
    --scorer S             what decides which tokens stay: ${SCORER_IDS.join(", ")} (default the first)
    --passes N             2: each chunk is read behind the detailed and behind the compact history (default 1)
    --prototypes           one mean entry a frame among the compact ones
    --context-share R      share of the model's context for compact tokens: longer videos give fewer each (default 0.25)
    --reuse-below D        a frame that differs less from the one before takes its features (default 0: never)
    --chunks N             chunks in detail beside the first and the last (default 3)
    --entries N            most entries of the video in the cache; with it --chunks has no default
    --relevance R          what decides which: ${RELEVANCE_IDS.join(", ")} (default the first)
${COMMON_HELP}
Times are milliseconds; firstTokenMs counts from the opening of the video for the first question and from the
question for the others. The loading of the model is not part of them.
`;

const OPTIONS = {
  ...PLAN,
  positions: word(POSITIONS),
  question: texts,
  frames: number(FRAMES),
  spread: word(SPREADS),
  "step-tokens": number(whole(1, 16_384)),
  "max-tokens": or(number(whole(1, 4096)), 64),
  long: flag,
  ...LONG_OPTIONS,
  ...MODEL,
  ...COMMON,
};

export const ask: Verb = {
  summary: "answer a question about a video",
  help: HELP,
  async run(args, context) {
    const { positionals, ...given } = readOptions(args, OPTIONS);
    const [video, ...others] = positionals;
    const { question: questions, positions, frames, spread, long: isLong } = given;
    if (video === undefined)
      throw new UsageError("The video is missing: lab ask VIDEO --question TEXT.");
    if (others.length > 0) throw new UsageError(`One video at a time; "${others[0]}" is too many.`);
    if (questions.length === 0) throw new UsageError("The question is missing: --question TEXT.");
    const request = {
      ...planRequest(given, 1),
      ...(positions && { positions }),
    };
    const long = isLong ? longArgs(given) : null;
    const looking: Looking = { frames, spread, stepTokens: given["step-tokens"] };
    const maxTokens = given["max-tokens"];
    const file = personPath(video);
    checkFile(video, file);
    const chosen = chooseModel(given.model);
    const { runtime, timeout: quietSec, json } = given;
    return withModel(context, { chosen, runtime, quietSec }, async ({ lab, model, adapter }) => {
      await lab.giveFiles([file]);
      const facts = { model: chosen.id, rewrites: model.rewrites, adapter };
      if (long !== null) {
        const wanted = { questions, read: long.read, ask: { ...long.ask, maxTokens } };
        const value = await lab.call("askLong", wanted);
        return json ? jsonText({ ...value, ...facts }) : longText(value);
      }
      const value = await lab.call("ask", { questions, request, looking, maxTokens });
      return json ? jsonText(askDocument(value, facts)) : askText(value);
    });
  },
};

/** @throws AppError `file-missing`. */
export function checkFile(name: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return;
  throw new AppError("file-missing", `There is no file "${name}".`, "Check the path.");
}

function askDocument({ video, perFrame, answers }: AskValue, facts: object): object {
  const [first] = answers;
  if (first === undefined) throw new Error("ask without an answer");
  const { answer, tokens, positions, timings, kvBytes } = first;
  const { looked, lostFrames } = video;
  return answers.length === 1
    ? { answer, tokens, positions, perFrame, timings, kvBytes, looked, lostFrames, ...facts }
    : { answers, tokens, perFrame, looked, lostFrames, ...facts };
}

function askText({ video, answers }: AskValue): string {
  const lines = answers.flatMap(({ question, answer, tokens, positions, timings, kvBytes }) => [
    ...(answers.length > 1 ? [`> ${question}`] : []),
    answer,
    "",
    textTable([
      ["frames", lookedWords(video.looked)],
      ["tokens kept", `${tokens.kept} of ${tokens.total}`],
      ["positions", positions],
      ["first token", `${timings.firstTokenMs.toFixed(0)} ms`],
      ["prefill", `${timings.prefillMs.toFixed(0)} ms`],
      ["steps", `${timings.steps} in ${timings.stepMs.toFixed(0)} ms`],
      ["KV cache", `${(kvBytes / 1e6).toFixed(2)} MB`],
    ]),
    "",
  ]);
  const lost = video.lostFrames === 0 ? [] : [`${video.lostFrames} frames could not be decoded.`];
  return `${[...lines, ...lost].join("\n").trimEnd()}\n`;
}
