// Parses types and expressions.

import { listOf, type Cursor } from "./cursor.ts";
import type { Expression, Scalar, TypeSyntax } from "./syntax.ts";

/** In an expression, "<" behind one of these names opens a template. */
const TEMPLATED = /^(array|bitcast|vec[234]|mat[234]x[234])$/;

export function parseType(cursor: Cursor): TypeSyntax {
  const { line } = cursor;
  const name = cursor.name();
  if (!cursor.take("<")) return { name, of: null, count: null, line };
  const of = parseType(cursor);
  const count = cursor.take(",") ? parseBinary(cursor, SHIFT_LEVEL) : null;
  cursor.expect(">");
  return { name, of, count, line };
}

/** From those that bind least to those that bind most. */
const LEVELS = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
] as const;

/** The length of an array ends at ">", so nothing that binds less than a shift stands there bare. */
const SHIFT_LEVEL = 8;

export const parseExpression = (cursor: Cursor): Expression => parseBinary(cursor, 0);

function parseBinary(cursor: Cursor, level: number): Expression {
  const operators: readonly string[] | undefined = LEVELS[level];
  if (operators === undefined) return parseUnary(cursor);
  let left = parseBinary(cursor, level + 1);
  for (;;) {
    const { line } = cursor;
    const operator = operatorAt(cursor);
    if (!operators.includes(operator)) return left;
    for (let taken = 0; taken < operator.length;) taken += cursor.next().text.length;
    left = { kind: "binary", operator, left, right: parseBinary(cursor, level + 1), line };
  }
}

/** Joins ">" with what follows it: ">>", ">=" and ">>=", which is none of an expression. */
function operatorAt(cursor: Cursor): string {
  const { text } = cursor.peek();
  if (text !== ">") return text;
  let operator = text;
  for (let ahead = 1; ahead < 3; ahead++) {
    const { text, isJoined } = cursor.peek(ahead);
    if (!isJoined || !(text === "=" || (text === ">" && ahead === 1))) break;
    operator += text;
    if (text === "=") break;
  }
  return operator;
}

function parseUnary(cursor: Cursor): Expression {
  const { line } = cursor;
  const operator = ["-", "!", "~", "&"].find((text) => cursor.take(text));
  if (operator === undefined) return parsePostfix(cursor);
  return { kind: "unary", operator, of: parseUnary(cursor), line };
}

export function parsePostfix(cursor: Cursor): Expression {
  let of = parsePrimary(cursor);
  for (;;) {
    const { line } = cursor;
    if (cursor.take(".")) {
      of = { kind: "member", of, name: cursor.name(), line };
    } else if (cursor.take("[")) {
      of = { kind: "index", of, index: parseExpression(cursor), line };
      cursor.expect("]");
    } else {
      return of;
    }
  }
}

function parsePrimary(cursor: Cursor): Expression {
  const { line } = cursor;
  if (cursor.take("(")) {
    const inner = parseExpression(cursor);
    cursor.expect(")");
    return inner;
  }
  const { kind, text } = cursor.peek();
  if (kind === "number") return { ...literalOf(cursor.next().text), line };
  if (kind !== "name") return cursor.fail("an expression");
  if (text === "true" || text === "false") {
    cursor.next();
    return { kind: "literal", scalar: "bool", value: Number(text === "true"), line };
  }
  const isTemplate = TEMPLATED.test(text) && cursor.peek(1).text === "<";
  if (!isTemplate && cursor.peek(1).text !== "(")
    return { kind: "name", name: cursor.name(), line };
  const callee = isTemplate
    ? parseType(cursor)
    : { name: cursor.name(), of: null, count: null, line };
  cursor.expect("(");
  return { kind: "call", callee, args: listOf(cursor, ")", () => parseExpression(cursor)), line };
}

const SUFFIXES: Readonly<Record<string, Scalar>> = { u: "u32", i: "i32", f: "f32" };

function literalOf(text: string): { kind: "literal"; scalar: Scalar; value: number } {
  const isHex = /^0[xX]/.test(text);
  const suffix = (isHex ? /[ui]$/ : /[uif]$/).exec(text)?.[0] ?? "";
  const digits = suffix === "" ? text : text.slice(0, -1);
  const scalar = SUFFIXES[suffix] ?? (!isHex && /[.eE]/.test(digits) ? "float" : "int");
  return { kind: "literal", scalar, value: Number(digits) };
}
