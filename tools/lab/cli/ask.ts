// lab ask: one video, one question or several, and what each answer took.

import { statSync } from "node:fs";
import { AppError } from "../../../src/base/errors.ts";
import { lookedWords, type Looking, SPREADS } from "../../../src/base/sampling.ts";
import type { GraphRewrite } from "../../../src/engine/api.ts";
import { RELEVANCE_IDS, SCORER_IDS } from "../../../src/engine/catalogue.ts";
import { openLab } from "../browser/lab.ts";
import type { AskValue } from "../page/ask.ts";
import { textTable } from "../suites/core/text-table.ts";
import { LONG_OPTIONS, longArgs, longText } from "./ask-long.ts";
import { chooseModel, modelUrl } from "./model.ts";
import {
  FRAMES,
  METHOD_HELP,
  oneOf,
  parse,
  personPath,
  PLAN_OPTIONS,
  planRequest,
  POSITIONS,
  UsageError,
} from "./usage.ts";
import { jsonText, type Verb } from "./verb.ts";

const HELP = `Usage: npm run -s lab -- ask VIDEO --question TEXT [options]

Answers a question about a video file in a headless Chrome.

  --question TEXT        what to ask; give it several times to ask in turn
  --retention R          share of the visual tokens to keep, above 0, at most 1 (default 1)
${METHOD_HELP}
  --positions P          where kept tokens stand: original (in the whole video) or compact (without gaps);
                         default: original where the model can take it and the video fits, else compact
  --frames N             frames to look at, 1 to 64 (default: as many as the model's own code takes)
  --spread S             ends (first and last among them), starts (of equal parts) or centres (default: the model's own)
  --step-tokens N        most tokens of a step, for models that keep a frame's shape (default: the model's own)
  --max-tokens N         longest answer, 1 to 4096 (default 64)
  --model ID|DIR         a model of this project or a model folder (default framewise-shapes)
  --runtime webgpu|wasm  wasm runs the model's graphs on the CPU (default webgpu)
  --long                 read the whole video chunk by chunk and remember it at two levels; then
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
  --timeout SECONDS      longest silence before giving up (default 600)
  --json                 print one JSON document
  --help                 print this

Times are milliseconds; firstTokenMs counts from the opening of the video for the first question and from the
question for the others. The loading of the model is not part of them.
`;

export const ask: Verb = {
  summary: "answer a question about a video",
  help: HELP,
  async run(args, { note, track }) {
    const parsed = parse(args, {
      ...PLAN_OPTIONS,
      positions: { type: "string" },
      question: { type: "string", multiple: true },
      frames: { type: "string" },
      spread: { type: "string" },
      "step-tokens": { type: "string" },
      "max-tokens": { type: "string" },
      model: { type: "string" },
      runtime: { type: "string" },
      long: { type: "boolean" },
      ...LONG_OPTIONS,
      timeout: { type: "string" },
      json: { type: "boolean" },
    });
    const [video, ...others] = parsed.positionals;
    if (video === undefined)
      throw new UsageError("The video is missing: lab ask VIDEO --question TEXT.");
    if (others.length > 0) throw new UsageError(`One video at a time; "${others[0]}" is too many.`);
    const questions = parsed.texts("question");
    if (questions.length === 0) throw new UsageError("The question is missing: --question TEXT.");
    const positions = parsed.text("positions");
    const request = {
      ...planRequest(parsed, 1),
      ...(positions && { positions: oneOf("--positions", positions, POSITIONS) }),
    };
    const long = parsed.flag("long") ? longArgs(parsed) : null;
    const spread = parsed.text("spread");
    const looking: Looking = {
      frames: parsed.number("frames", FRAMES),
      spread: spread === undefined ? undefined : oneOf("--spread", spread, SPREADS),
      stepTokens: parsed.number("step-tokens", { low: 1, high: 16_384, isWhole: true }),
    };
    const maxTokens = parsed.number("max-tokens", { low: 1, high: 4096, isWhole: true }) ?? 64;
    const runtime = oneOf("--runtime", parsed.text("runtime") ?? "webgpu", ["webgpu", "wasm"]);
    const quietSec = parsed.number("timeout", { low: 1, high: 86_400 }) ?? 600;
    const path = personPath(video);
    checkFile(video, path);
    const chosen = chooseModel(parsed.text("model"));

    const lab = track(
      await openLab({
        note,
        quietSec,
        ...(chosen.folder === undefined ? {} : { modelFolder: chosen.folder }),
      }),
    );
    try {
      await lab.giveFiles([path]);
      const loaded = await lab.call("load", {
        id: chosen.id,
        url: modelUrl(lab, chosen),
        runtime,
      });
      const {
        adapter,
        model: { rewrites },
      } = loaded;
      if (long !== null) {
        const { read, ask } = long;
        const value = await lab.call("askLong", { questions, read, ask: { ...ask, maxTokens } });
        return parsed.flag("json")
          ? jsonText({ ...value, model: chosen.id, rewrites, adapter })
          : longText(value);
      }
      const value = await lab.call("ask", { questions, request, looking, maxTokens });
      return parsed.flag("json")
        ? jsonText(askDocument(value, { model: chosen.id, rewrites, adapter }))
        : askText(value);
    } finally {
      await lab.close();
    }
  },
};

/** @throws AppError `file-missing`. */
export function checkFile(name: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return;
  throw new AppError("file-missing", `There is no file "${name}".`, "Check the path.");
}

function askDocument(
  { video, perFrame, answers }: AskValue,
  facts: { model: string; rewrites: readonly GraphRewrite[]; adapter: object },
): object {
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
