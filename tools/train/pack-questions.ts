import { readFileSync } from "node:fs";
import { Template } from "@huggingface/jinja";
import { Tokenizer } from "@huggingface/tokenizers";
import type { ClipSpec } from "../world/clip.ts";
import { heldOutOffTopic } from "../world/off-topic.ts";
import { namedQuestions } from "../world/named.ts";
import type { Question } from "../world/questions.ts";
import { clipQuestions } from "../world/questions.ts";
import { Random } from "../../src/base/random.ts";
import { CHAT_TEMPLATE, MODEL_FOLDER } from "./model-folder.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(`${MODEL_FOLDER}/${name}`, "utf8")) as object;
const tokenizer = new Tokenizer(read("tokenizer.json"), read("tokenizer_config.json"));
const template = new Template(CHAT_TEMPLATE);
const VIDEO = tokenizer.encode("<video>").ids[0] ?? -1;
const END = tokenizer.encode("<|im_end|>").ids[0] ?? -1;

/** The token ids of one question: before the visual tokens, after them, and the answer with its end. */
export interface PackedQuestion {
  readonly type: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly answer: readonly number[];
}

/** Renders the prompt exactly as the app does, split at the place of the visual tokens. */
function packQuestion({ type, question, answer }: Question): PackedQuestion {
  const content = [{ type: "video" }, { type: "text", text: question }];
  const prompt = template.render({
    messages: [{ role: "user", content }],
    add_generation_prompt: true,
  });
  const { ids } = tokenizer.encode(prompt);
  const at = ids.indexOf(VIDEO);
  return {
    type,
    before: ids.slice(0, at),
    after: ids.slice(at + 1),
    answer: [...tokenizer.encode(answer).ids, END],
  };
}

export interface PackOptions {
  /** Whether to add something off-topic of a kind that training never sees. */
  readonly heldOut?: boolean;
  /** The most questions that name a thing by its colour; default 0. */
  readonly named?: number;
  readonly namedOnly?: boolean;
}

/** Returns the questions about a clip: those it can answer and those it cannot. */
export function packQuestions(
  spec: ClipSpec,
  { heldOut = false, named = 0, namedOnly = false }: PackOptions,
): PackedQuestion[] {
  const random = new Random(spec.seed, 0xa3f);
  const byName = random.shuffled(namedQuestions(spec)).slice(0, named).map(packQuestion);
  return namedOnly ? byName : [...byName, ...packCommon(spec, heldOut)];
}

function packCommon(spec: ClipSpec, heldOut: boolean): PackedQuestion[] {
  const questions = clipQuestions(spec);
  const declined = questions.find(({ type }) => type === "other");
  if (!declined) return questions.map(packQuestion);
  const extra = Array.from({ length: EXTRA_OFF_TOPIC }, (_, index) => {
    const random = new Random(spec.seed, 0x0ff + index);
    const [more] = clipQuestions(spec, random.word()).filter(({ type }) => type === "other");
    return more ?? declined;
  });
  const unseen = { ...declined, question: heldOutOffTopic(new Random(spec.seed, 0x1ea)) };
  const packed = [...questions, ...extra].map(packQuestion);
  return heldOut ? [...packed, { ...packQuestion(unseen), type: "other-unseen" }] : packed;
}

/** The number of off-topic questions besides that of `clipQuestions`: texts are endless, colours are eight. */
const EXTRA_OFF_TOPIC = 1;
