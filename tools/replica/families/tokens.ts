// tokenizer.json: byte-level BPE with few merges. Any text can be encoded; control tokens have the published spelling
// and, at real scale, the published ids, for which the vocabulary is filled with made-up words.

import { BYTE_LETTERS, Merger, WORD_PATTERN, wordsOf } from "../../train/bpe.ts";
import type { Json } from "./family.ts";

export interface Tokens {
  /** How text is split into words before any merge. */
  readonly words: "qwen2" | "smollm2";
  /** Control tokens with the first ids. */
  readonly lead: readonly string[];
  /** Ids below this are `lead` and pieces of text. */
  readonly pieces: number;
  /** Control tokens with the ids from `pieces` on. */
  readonly tail: readonly string[];
}

/** The text from which merges are learned, each word until it is one piece. */
const TEXT =
  "user assistant system User Assistant You are a helpful assistant . " +
  "You are provided the following series of frames from a video . Frame from What happens in this video ? " +
  "the and of to in is it on at with red blue green circle square moves left right";

export function idOf({ lead, pieces, tail }: Tokens, token: string): number {
  const first = lead.indexOf(token);
  if (first >= 0) return first;
  const last = tail.indexOf(token);
  if (last < 0) throw new Error(`The replica's tokenizer has no ${token}.`);
  return pieces + last;
}

export const tokenCount = ({ pieces, tail }: Tokens): number => pieces + tail.length;

export function tokenizerJson(tokens: Tokens): Json {
  const merger = new Merger();
  for (const word of wordsOf(TEXT)) merger.add(word, 1);
  merger.learn(100);
  const { merges } = merger;
  const vocabulary = new Set([
    ...tokens.lead,
    ...BYTE_LETTERS.toSorted(),
    ...merges.map(([left, right]) => left + right),
  ]);
  for (let index = 0; vocabulary.size < tokens.pieces; index++) vocabulary.add(madeUpWord(index));
  if (vocabulary.size > tokens.pieces) {
    throw new Error(`${vocabulary.size} pieces do not fit below id ${tokens.pieces}.`);
  }
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(tokens).map(([id, token]) => ({ id, ...token })),
    normalizer: tokens.words === "qwen2" ? { type: "NFC" } : null,
    pre_tokenizer: { type: "Sequence", pretokenizers: PRE_TOKENIZERS[tokens.words] },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: "",
      end_of_word_suffix: "",
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...vocabulary].map((piece, id) => [piece, id])),
      merges: merges.map((merge) => merge.join(" ")),
    },
  };
}

export function tokenizerConfig(
  tokens: Tokens,
  { template, ...rest }: { template: string; [key: string]: Json },
): Json {
  return {
    add_prefix_space: false,
    added_tokens_decoder: Object.fromEntries(addedTokens(tokens)),
    chat_template: template,
    clean_up_tokenization_spaces: false,
    unk_token: null,
    ...rest,
  };
}

const FLAGS = {
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
};

function addedTokens({ lead, pieces, tail }: Tokens): [id: number, token: { content: string }][] {
  return [
    ...lead.map(
      (content, index) => [index, { content, ...FLAGS }] as [number, { content: string }],
    ),
    ...tail.map(
      (content, index) => [pieces + index, { content, ...FLAGS }] as [number, { content: string }],
    ),
  ];
}

const PRE_TOKENIZERS: Readonly<Record<Tokens["words"], Json>> = {
  qwen2: [
    { type: "Split", pattern: { Regex: WORD_PATTERN }, behavior: "Isolated", invert: false },
    { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false },
  ],
  smollm2: [
    { type: "Digits", individual_digits: true },
    { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  ],
};

/** Returns a word such as "Ġbabado", a space and three syllables, different for each index below 80³. */
function madeUpWord(index: number): string {
  const syllable = (at: number): string =>
    `${"bdfghklmnprstvwz"[Math.floor(at / 5) % 16]}${"aeiou"[at % 5]}`;
  return `Ġ${[index, Math.floor(index / 80), Math.floor(index / 6400)].map(syllable).join("")}`;
}
