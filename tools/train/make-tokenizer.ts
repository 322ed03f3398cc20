/**
 * Writes tokenizer.json and tokenizer_config.json of the embedded model: Qwen2's tokenizer with a vocabulary of the
 * drawn world. Every word of the world's questions and answers is one token; any other text is spelled out of pieces,
 * down to bytes.
 */
import { writeFileSync } from "node:fs";
import { clipQuestions } from "../world/questions.ts";
import { Random } from "../../src/base/random.ts";
import { sampleClip } from "../world/sample.ts";
import { offTopic } from "../world/off-topic.ts";
import { BYTE_LETTERS, Merger, WORD_PATTERN, wordsOf } from "./bpe.ts";
import { CHAT_TEMPLATE, MODEL_FOLDER } from "./model-folder.ts";

const CLIPS = 3000;
const WORLD_MERGES = 2000;
/** The merges learned from off-topic text in addition, so that it is not split into single letters. */
const OTHER_MERGES = 160;
const SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<video>"];

function learnMerges(): Merger {
  const merger = new Merger();
  for (const word of wordsOf("user\nassistant\nsystem")) merger.add(word, CLIPS);
  for (let seed = 0; seed < CLIPS; seed++)
    for (const { type, question, answer } of clipQuestions(sampleClip(seed)))
      for (const text of type === "other" ? [answer] : [question, answer])
        if (text !== text.toUpperCase()) for (const word of wordsOf(text)) merger.add(word, 1);
  merger.learn(WORLD_MERGES);
  const random = new Random(1);
  for (let count = 0; count < 5 * CLIPS; count++)
    for (const word of wordsOf(offTopic(random))) merger.add(word, 1);
  merger.learn(merger.merges.length + OTHER_MERGES);
  return merger;
}

const { merges } = learnMerges();
const pieces = [...BYTE_LETTERS.toSorted(), ...merges.map(([left, right]) => left + right)];
const vocabulary = Object.fromEntries([...new Set(pieces)].map((piece, id) => [piece, id]));
const base = Object.keys(vocabulary).length;
const flags = {
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
};
const added = SPECIAL.map((content, index) => ({ id: base + index, content, ...flags }));

write("tokenizer.json", {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: added,
  normalizer: { type: "NFC" },
  pre_tokenizer: {
    type: "Sequence",
    pretokenizers: [
      { type: "Split", pattern: { Regex: WORD_PATTERN }, behavior: "Isolated", invert: false },
      { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false },
    ],
  },
  post_processor: {
    type: "ByteLevel",
    add_prefix_space: false,
    trim_offsets: false,
    use_regex: false,
  },
  decoder: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false },
  model: {
    type: "BPE",
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: "",
    end_of_word_suffix: "",
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab: vocabulary,
    merges: merges.map((merge) => merge.join(" ")),
  },
});

write("tokenizer_config.json", {
  add_prefix_space: false,
  added_tokens_decoder: Object.fromEntries(added.map(({ id, ...token }) => [id, token])),
  additional_special_tokens: SPECIAL.slice(1),
  bos_token: null,
  chat_template: CHAT_TEMPLATE,
  clean_up_tokenization_spaces: false,
  eos_token: "<|im_end|>",
  errors: "replace",
  model_max_length: 2048,
  pad_token: "<|endoftext|>",
  processor_class: "LlavaOnevisionProcessor",
  split_special_tokens: false,
  tokenizer_class: "Qwen2Tokenizer",
  unk_token: null,
});

function write(name: string, content: object): void {
  writeFileSync(`${MODEL_FOLDER}/${name}`, `${JSON.stringify(content, null, 1)}\n`);
}
console.log(`${base} pieces and ${SPECIAL.length} special tokens, ${merges.length} merges`);
