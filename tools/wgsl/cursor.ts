// A place in a row of tokens, from which the parser takes what it expects.

import { tokensOf, type Token } from "./tokens.ts";

export interface Cursor {
  readonly line: number;
  /** The token so many places ahead; default 0, the next. */
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the next token if it is this one, and says whether it was. */
  take(text: string): boolean;
  /** @throws Error when the next token is another. */
  expect(text: string): void;
  /** @throws Error when the next token is no name. */
  name(): string;
  /** @throws Error that says what was expected in place of the next token. */
  fail(expected: string): never;
}

export function cursorOf(text: string): Cursor {
  const tokens = tokensOf(text);
  const end = tokens[tokens.length - 1]!;
  let at = 0;
  const cursor: Cursor = {
    get line() {
      return cursor.peek().line;
    },
    peek: (ahead = 0) => tokens[at + ahead] ?? end,
    next: () => tokens[at++] ?? end,
    take(text) {
      if (cursor.peek().text !== text) return false;
      at++;
      return true;
    },
    expect(text) {
      if (!cursor.take(text)) cursor.fail(`"${text}"`);
    },
    name: () => (cursor.peek().kind === "name" ? cursor.next().text : cursor.fail("a name")),
    fail(expected) {
      throw new Error(`line ${cursor.line}: expected ${expected}, found "${cursor.peek().text}"`);
    },
  };
  return cursor;
}

/** Reads items up to `close`, with commas between them and perhaps behind the last. */
export function listOf<T>(cursor: Cursor, close: string, item: () => T): T[] {
  const items: T[] = [];
  while (!cursor.take(close)) {
    items.push(item());
    if (!cursor.take(",")) {
      cursor.expect(close);
      break;
    }
  }
  return items;
}
