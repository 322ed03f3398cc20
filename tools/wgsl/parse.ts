// Parses a whole WGSL text into its declarations.

import { cursorOf, listOf, type Cursor } from "./cursor.ts";
import { parseExpression, parseType } from "./parse-expression.ts";
import { parseBlock } from "./parse-statement.ts";
import type { Declaration, Expression, Member } from "./syntax.ts";

/**
 * Parses the declarations of a text, in their order.
 * @throws Error that names the line, for what is no WGSL or is not translated.
 */
export function parse(text: string): Declaration[] {
  const cursor = cursorOf(text);
  const declarations: Declaration[] = [];
  while (cursor.peek().kind !== "end") {
    if (!cursor.take(";")) declarations.push(parseDeclaration(cursor));
  }
  return declarations;
}

type Attributes = ReadonlyMap<string, readonly Expression[]>;

function parseAttributes(cursor: Cursor): Attributes {
  const attributes = new Map<string, readonly Expression[]>();
  while (cursor.take("@")) {
    const name = cursor.name();
    const args = cursor.take("(") ? listOf(cursor, ")", () => parseExpression(cursor)) : [];
    attributes.set(name, args);
  }
  return attributes;
}

function parseDeclaration(cursor: Cursor): Declaration {
  const attributes = parseAttributes(cursor);
  const { line } = cursor;
  const word = cursor.name();
  switch (word) {
    case "alias": {
      const name = cursor.name();
      cursor.expect("=");
      return { kind: "alias", name, type: parseType(cursor), line };
    }
    case "struct": {
      const name = cursor.name();
      cursor.expect("{");
      return {
        kind: "struct",
        name,
        members: listOf(cursor, "}", () => parseMember(cursor)),
        line,
      };
    }
    case "const":
    case "override": {
      const name = cursor.name();
      const type = cursor.take(":") ? parseType(cursor) : null;
      const value = cursor.take("=") ? parseExpression(cursor) : null;
      return { kind: "constant", how: word, name, type, value, line };
    }
    case "var":
      return parseVariable(cursor, attributes, line);
    case "fn":
      return parseFunction(cursor, attributes, line);
    default:
      throw new Error(`line ${line}: "${word}" is not translated`);
  }
}

function parseMember(cursor: Cursor): Member {
  const builtin = parseAttributes(cursor).get("builtin")?.[0];
  const name = cursor.name();
  cursor.expect(":");
  const type = parseType(cursor);
  return { name, type, builtin: builtin?.kind === "name" ? builtin.name : null };
}

function parseVariable(cursor: Cursor, attributes: Attributes, line: number): Declaration {
  const words = cursor.take("<") ? listOf(cursor, ">", () => cursor.name()) : [];
  const name = cursor.name();
  cursor.expect(":");
  const number = (attribute: string): number => {
    const value = attributes.get(attribute)?.[0];
    return value?.kind === "literal" ? value.value : 0;
  };
  return {
    kind: "variable",
    space: words[0] ?? "handle",
    name,
    type: parseType(cursor),
    group: number("group"),
    binding: number("binding"),
    line,
  };
}

function parseFunction(cursor: Cursor, attributes: Attributes, line: number): Declaration {
  const name = cursor.name();
  cursor.expect("(");
  const parameters = listOf(cursor, ")", () => parseMember(cursor));
  const result = cursor.take("->") ? parseType(cursor) : null;
  const size = attributes.get("workgroup_size")?.[0] ?? null;
  return { kind: "function", name, parameters, result, body: parseBlock(cursor), size, line };
}
