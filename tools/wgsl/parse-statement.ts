// Parses the statements of a function.

import type { Cursor } from "./cursor.ts";
import { parseExpression, parsePostfix, parseType } from "./parse-expression.ts";
import type { Block, Expression, Statement } from "./syntax.ts";

export function parseBlock(cursor: Cursor): Block {
  cursor.expect("{");
  const statements: Statement[] = [];
  while (!cursor.take("}")) {
    if (!cursor.take(";")) statements.push(parseStatement(cursor));
  }
  return statements;
}

function parseStatement(cursor: Cursor): Statement {
  const { line } = cursor;
  const { text } = cursor.peek();
  switch (text) {
    case "{":
      return { kind: "block", body: parseBlock(cursor), line };
    case "if":
      return parseIf(cursor);
    case "for":
      return parseFor(cursor);
    case "while":
      cursor.next();
      return {
        ...WITHOUT_STEPS,
        condition: parseExpression(cursor),
        body: parseBlock(cursor),
        line,
      };
    case "loop":
      cursor.next();
      return { ...WITHOUT_STEPS, condition: null, body: parseBlock(cursor), line };
    case "return": {
      cursor.next();
      const value = cursor.peek().text === ";" ? null : parseExpression(cursor);
      cursor.expect(";");
      return { kind: "return", value, line };
    }
    case "break":
    case "continue":
      cursor.next();
      cursor.expect(";");
      return { kind: text, line };
    case "switch":
    case "continuing":
    case "discard":
      throw new Error(`line ${line}: "${text}" is not translated`);
    default: {
      const statement = parseSimple(cursor);
      cursor.expect(";");
      return statement;
    }
  }
}

const WITHOUT_STEPS = { kind: "for", first: null, step: null } as const;

function parseIf(cursor: Cursor): Statement {
  const { line } = cursor.next();
  const condition = parseExpression(cursor);
  const body = parseBlock(cursor);
  let otherwise: Block = [];
  if (cursor.take("else")) {
    otherwise = cursor.peek().text === "if" ? [parseIf(cursor)] : parseBlock(cursor);
  }
  return { kind: "if", condition, body, otherwise, line };
}

function parseFor(cursor: Cursor): Statement {
  const { line } = cursor.next();
  cursor.expect("(");
  const first = cursor.peek().text === ";" ? null : parseSimple(cursor);
  cursor.expect(";");
  const condition = cursor.peek().text === ";" ? null : parseExpression(cursor);
  cursor.expect(";");
  const step = cursor.peek().text === ")" ? null : parseSimple(cursor);
  cursor.expect(")");
  return { kind: "for", first, condition, step, body: parseBlock(cursor), line };
}

/** Parses what may stand in the head of a `for` too: a declaration, an assignment or a call. */
function parseSimple(cursor: Cursor): Statement {
  const { line } = cursor;
  const how = (["let", "var", "const"] as const).find((word) => cursor.take(word));
  if (how !== undefined) {
    const name = cursor.name();
    const type = cursor.take(":") ? parseType(cursor) : null;
    const value = cursor.take("=") ? parseExpression(cursor) : null;
    return { kind: "declare", how, name, type, value, line };
  }
  const target = parsePostfix(cursor);
  if (target.kind === "call") return { kind: "call", call: target, line };
  const one: Expression = { kind: "literal", scalar: "int", value: 1, line };
  if (cursor.take("++")) return { kind: "assign", operator: "+", target, value: one, line };
  if (cursor.take("--")) return { kind: "assign", operator: "-", target, value: one, line };
  return {
    kind: "assign",
    operator: assignment(cursor),
    target,
    value: parseExpression(cursor),
    line,
  };
}

/** Takes "=", "+=" or another, and returns the operator before the equals sign. */
function assignment(cursor: Cursor): string | null {
  if (cursor.take("=")) return null;
  let text = "";
  while (!text.endsWith("=")) {
    if (cursor.peek().kind !== "symbol") cursor.fail("an assignment");
    text += cursor.next().text;
  }
  return text.slice(0, -1);
}
