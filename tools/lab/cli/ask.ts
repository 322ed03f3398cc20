// lab ask: one video, one question or several, and what each answer took.

import { statSync, writeFileSync } from "node:fs";
import { AppError } from "../../../src/base/errors.ts";
import type { EncodeReport } from "../../../src/engine/api.ts";
import { lookedWords, type Looking, SPREADS } from "../../../src/base/sampling.ts";
import type { AgainstAll, AskArgs, FramesValue, WholeValue } from "../page/ask-values.ts";
import { textTable } from "../../../src/evaluation/table.ts";
import { ANSWER, ANSWER_HELP, answerChoices, likelihoodRows } from "./answer-options.ts";
import { COMMON, COMMON_HELP, MODEL, MODEL_HELP } from "./common-options.ts";
import { ENCODE_SPELLINGS, encodedWords, encodeSettings } from "./encode-options.ts";
import { chooseModel } from "./model.ts";
import * as option from "./options.ts";
import { PLAN, PLAN_HELP, planRequest, POSITIONS } from "./plan-options.ts";
import { qualityText } from "./quality-text.ts";
import { jsonText, type Verb } from "./verb.ts";
import { WHOLE_HELP, WHOLE_OPTIONS, wholeArgs } from "./whole-options.ts";
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
  --figure FILE          the frames with their scores and tokens kept as a figure for a paper (SVG)
  --encode E             what of the frames goes through the vision encoder: ${ENCODE_SPELLINGS} (default all)
  --against-all          compare each answer with the one from all tokens, along that one's tokens, and the kept tokens
                         with all; each question is then asked twice more
${ANSWER_HELP}${MODEL_HELP}${WHOLE_HELP}${COMMON_HELP}
Times are milliseconds; firstTokenMs counts from the opening of the video for the first question and from the
question for the others. The loading of the model is not part of them.
`;

const OPTIONS = {
  ...PLAN,
  positions: option.word(POSITIONS),
  question: option.texts,
  frames: option.number(option.FRAMES),
  spread: option.word(SPREADS),
  "step-tokens": option.number(option.whole(1, 16_384)),
  encode: option.text,
  "against-all": option.flag,
  figure: option.path,
  ...ANSWER,
  ...WHOLE_OPTIONS,
  ...MODEL,
  ...COMMON,
};

export const ask: Verb = {
  summary: "answer a question about a video",
  help: HELP,
  async run(args, context) {
    const { positionals, ...given } = option.readOptions(args, OPTIONS);
    const [video, ...others] = positionals;
    const { question: questions, positions, frames, spread } = given;
    if (video === undefined)
      throw new option.UsageError("The video is missing: lab ask VIDEO --question TEXT.");
    if (others.length > 0)
      throw new option.UsageError(`One video at a time; "${others[0]}" is too many.`);
    if (questions.length === 0)
      throw new option.UsageError("The question is missing: --question TEXT.");
    const request = {
      ...planRequest(given, 1),
      ...(positions && { positions }),
    };
    const encode = given.encode === undefined ? undefined : encodeSettings(given.encode);
    const looking: Looking = { frames, spread, stepTokens: given["step-tokens"] };
    const way: AskArgs["way"] = given.whole
      ? wholeArgs(given)
      : {
          kind: "frames",
          request,
          looking,
          encode,
          isAgainstAll: given["against-all"],
          isDrawn: given.figure !== undefined,
        };
    if (given.figure !== undefined && given.whole)
      throw new option.UsageError("--figure shows frames; leave --whole out.");
    const answer = answerChoices(given);
    const file = option.personPath(video);
    checkFile(video, file);
    const chosen = chooseModel(given.model);
    const { runtime, timeout: quietSec, json } = given;
    return withModel(context, { chosen, runtime, quietSec }, async ({ lab, model, adapter }) => {
      await lab.giveFiles([file]);
      const facts = { model: chosen.id, rewrites: model.rewrites, adapter };
      const value = await lab.call("ask", { questions, answer, way });
      if (given.figure !== undefined && value.kind === "frames" && value.figure !== null)
        writeFileSync(given.figure, value.figure);
      if (!json) return askText(value);
      if (value.kind === "frames") return jsonText(framesDocument(value, facts));
      return jsonText({ answers: value.answers, read: value.read, ...facts });
    });
  },
};

/** @throws AppError `file-missing`. */
function checkFile(name: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return;
  throw new AppError("file-missing", `There is no file "${name}".`, "Check the path.");
}

function framesDocument(
  { video, perFrame, answers, againstAll }: FramesValue,
  facts: object,
): object {
  const [first] = answers;
  if (first === undefined) throw new Error("ask without an answer");
  const { answer, likelihoods, tokens, positions, timings, kvBytes } = first;
  const { looked, lostFrames, encode } = video;
  return answers.length === 1
    ? {
        answer,
        likelihoods,
        tokens,
        positions,
        perFrame,
        timings,
        kvBytes,
        looked,
        lostFrames,
        encode,
        ...(againstAll !== null && { againstAll }),
        ...facts,
      }
    : {
        answers,
        tokens,
        perFrame,
        looked,
        lostFrames,
        encode,
        ...(againstAll !== null && { againstAll }),
        ...facts,
      };
}

/** Each answer with its facts, and a line about the video where there is something to say. */
export function askText(value: FramesValue | WholeValue): string {
  const rows =
    value.kind === "frames"
      ? value.answers.map((one, i) => [one, framesRows(value, one, i)] as const)
      : value.answers.map((one) => [one, wholeRows(value, one)] as const);
  const lines = rows.flatMap(([{ question, answer, likelihoods }, table]) => [
    ...(rows.length > 1 ? [`> ${question}`] : []),
    answer,
    "",
    textTable([...likelihoodRows(likelihoods), ...table]),
    "",
  ]);
  return `${[...lines, value.kind === "frames" ? lostLine(value) : readLine(value)].join("\n").trimEnd()}\n`;
}

const framesRows = (
  { video, againstAll }: FramesValue,
  { tokens, averageRetention, layers, positions, timings, kvBytes }: FramesValue["answers"][number],
  index: number,
): string[][] => [
  ["frames", lookedWords(video.looked)],
  ...encodedRows(video.encode),
  ["tokens kept", `${tokens.kept} of ${tokens.total}`],
  ...layers.map(({ layer, tokens: left }) => [`from layer ${layer} on`, `${left}`]),
  ...(layers.length === 0
    ? []
    : [["a layer on average", `${(100 * averageRetention).toFixed(1)} %`]]),
  ["positions", positions],
  ["first token", `${timings.firstTokenMs.toFixed(0)} ms`],
  ["prefill", `${timings.prefillMs.toFixed(0)} ms`],
  ...(timings.remadeMs === 0 ? [] : [["of it made anew", `${timings.remadeMs.toFixed(0)} ms`]]),
  ["steps", `${timings.steps} in ${timings.stepMs.toFixed(0)} ms`],
  ["KV cache", `${(kvBytes / 1e6).toFixed(2)} MB`],
  ...(againstAll === null ? [] : againstRows(againstAll, index)),
];

function againstRows({ quality, answers }: AgainstAll, index: number): string[][] {
  const { answer, divergence } = answers[index] ?? { answer: "", divergence: null };
  return [
    ["with all tokens", answer],
    ...(divergence === null
      ? []
      : [
          [
            "divergence",
            `${Number(divergence.meanKl.toPrecision(3))} nats over ${divergence.tokens} tokens`,
          ],
        ]),
    ["kept for all", quality === null ? "chosen when a question is asked" : qualityText(quality)],
  ];
}

const wholeRows = (
  { read }: WholeValue,
  { chunks, entries, timings }: WholeValue["answers"][number],
): string[][] => {
  const detailed = chunks.filter(({ isDetailed }) => isDetailed);
  const times = detailed.map(({ fromSec, toSec }) => `${fromSec.toFixed(1)}–${toSec.toFixed(1)} s`);
  return [
    ["in detail", times.join(", ")],
    ["cache", `${entries} of ${read.detailed} entries in detail`],
    ["first token", `${timings.firstTokenMs.toFixed(0)} ms`],
  ];
};

function encodedRows(report: EncodeReport): string[][] {
  const words = encodedWords(report);
  return words === null ? [] : [["encoded", words]];
}

const lostLine = ({ video: { lostFrames } }: FramesValue): string =>
  lostFrames === 0 ? "" : `${lostFrames} frames could not be decoded.`;

function readLine({ read }: WholeValue): string {
  const end = read.isComplete ? "" : " (not to its end)";
  const reused = read.reusedFrames > 0 ? `, ${read.reusedFrames} of them like the one before` : "";
  return `Read ${read.frames} frames${reused} in ${read.chunks} chunks${end}.`;
}
