// Converts text to ids and back with the model's own tokenizer.json. It is read twice, because the chat template may contain
// control tokens and what a person typed may not, whatever its characters are.

import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
import { AppError } from "../base/errors.ts";
import type { JsonFile } from "../base/json.ts";
import { watched } from "../base/watched.ts";
import { dangerIn } from "./check-patterns.ts";

export interface Tokenizer {
  /** Tokenizes text in which control tokens such as <|im_end|> are tokens. */
  tokenizeControl(text: string): number[];
  /** Tokenizes text of plain characters only. */
  tokenizePlain(text: string): number[];
  /** Returns the text of ids, without control tokens. */
  decode(ids: readonly number[]): string;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
  /** The token at the beginning of every prompt, where the chat template asks for it; empty for models without one. */
  readonly startToken: string;
}

/** Creates the tokenizer. @throws AppError `tokenizer` when the library cannot read the files. */
export function createTokenizer(tokenizer: JsonFile, config: JsonFile): Tokenizer {
  const { normalizer, pre_tokenizer, post_processor, decoder } = tokenizer.raw;
  const danger = dangerIn([normalizer, pre_tokenizer, post_processor, decoder]);
  if (danger !== null) throw tokenizerError(danger);
  const [control, plain] = [
    tokenizer.raw,
    // Without added tokens, "<|im_end|>" is seven ordinary pieces of text.
    { ...tokenizer.raw, added_tokens: [] },
  ].map((file) => open(file, config.raw)) as [HubTokenizer, HubTokenizer];
  const encode = (reader: HubTokenizer, text: string): number[] => {
    if (text === "") return [];
    const ids = attempt(
      "read a text",
      () => reader.encode(text, { add_special_tokens: false }).ids,
    );
    if (ids.every(isId)) return [...ids];
    throw tokenizerError("it gives tokens numbers that are none");
  };
  return {
    tokenizeControl: (text) => encode(control, text),
    tokenizePlain: (text) => encode(plain, text),
    decode: (ids) =>
      ids.length === 0
        ? ""
        : attempt("write a text", () =>
            control.decode([...ids], {
              skip_special_tokens: true,
              clean_up_tokenization_spaces: false,
            }),
          ),
    idOf: (token) => control.token_to_id(token),
    tokenOf: (id) => control.id_to_token(id),
    startToken: tokenText(config.maybe("bos_token")),
  };
}

/** Reads a token of tokenizer_config.json, which is its text or an object with `content`. */
function tokenText(token: unknown): string {
  if (typeof token === "string") return token;
  if (typeof token !== "object" || token === null || !("content" in token)) return "";
  return typeof token.content === "string" ? token.content : "";
}

const isId = (id: unknown): boolean => Number.isInteger(id) && (id as number) >= 0;

function open(tokenizer: object, config: object): HubTokenizer {
  return attempt("be read", () => new HubTokenizer(tokenizer, config));
}

/** Returns what `make` makes of the file, whose faults the library finds only when they are met. */
function attempt<T>(what: string, make: () => T): T {
  try {
    return watched("The model's tokenizer.json", make);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw tokenizerError(`it cannot ${what}: ${why.slice(0, MOST_SHOWN)}`, cause);
  }
}

/** The most of a library's message that is shown, in characters. */
const MOST_SHOWN = 200;

const tokenizerError = (why: string, cause?: unknown): AppError =>
  new AppError(
    "tokenizer",
    `tokenizer.json is not usable: ${why}.`,
    "The file may be damaged or of a kind this version does not know; choose another model folder.",
    { cause },
  );

/**
 * Converts ids to text as they come. A character may need several ids, so a piece that ends in the replacement character is
 * held back until the rest has come.
 */
export function createTextStream(tokenizer: Tokenizer): {
  push(id: number): string;
  flush(): string;
  readonly text: string;
} {
  const ids: number[] = [];
  let given = "";
  const rest = (hold: boolean): string => {
    const text = tokenizer.decode(ids);
    if (hold && text.endsWith("\uFFFD")) return "";
    const piece = text.slice(given.length);
    given = text;
    return piece;
  };
  return {
    push(id) {
      ids.push(id);
      return rest(true);
    },
    flush: () => rest(false),
    get text() {
      return given;
    },
  };
}
