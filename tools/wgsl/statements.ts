// Translates the statements of a function into lines.

import type { Context } from "./context.ts";
import { binary } from "./operators.ts";
import { load, pinned, store, type Reference } from "./references.ts";
import { scopeIn } from "./scope.ts";
import type { Block, Statement } from "./syntax.ts";
import { PACKED, scalarsOf, type Type } from "./types.ts";
import { asScalar, kept, rounded, scalarOf, zeroOf, type Value } from "./values.ts";

/** `result` is the type of what the function returns. */
export function writeBlock(context: Context, block: Block, result: Type | null): void {
  const outer = context.scope;
  context.scope = scopeIn(outer);
  for (const statement of block) writeStatement(context, statement, result);
  context.scope = outer;
}

function writeStatement(context: Context, statement: Statement, result: Type | null): void {
  const { writer } = context;
  try {
    switch (statement.kind) {
      case "declare":
        return writeDeclaration(context, statement);
      case "assign":
        return writeAssignment(context, statement);
      case "call":
        return void context.valueOf(statement.call);
      case "if": {
        writer.line(`if (${context.valueOf(statement.condition).parts[0]!}) {`);
        writeBlock(context, statement.body, result);
        if (statement.otherwise.length > 0) {
          writer.line("} else {");
          writeBlock(context, statement.otherwise, result);
        }
        return writer.line("}");
      }
      case "for":
        return writeFor(context, statement, result);
      case "block":
        writer.line("{");
        writeBlock(context, statement.body, result);
        return writer.line("}");
      case "return":
        return writeReturn(context, statement, result);
      case "break":
      case "continue":
        return writer.line(`${statement.kind};`);
    }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (message.startsWith("line ")) throw cause;
    throw new Error(`line ${statement.line}: ${message}`, { cause });
  }
}

function writeDeclaration(context: Context, statement: Statement & { kind: "declare" }): void {
  const { shader, writer } = context;
  const { name, how } = statement;
  const type = statement.type === null ? null : shader.typeOf(statement.type);
  const value =
    statement.value === null ? zeroOf(type!) : kept(context.valueOf(statement.value), type);
  if (how === "const" && value.constant !== undefined) {
    return context.scope.declare(name, { kind: "value", value });
  }
  if (value.type.kind === "array") {
    const array = writer.fresh(name);
    writer.line(`const ${array} = [${value.parts.join(", ")}];`);
    const memory = { name: array, layout: PACKED, isShared: false };
    return context.scope.declare(name, { kind: "memory", type: value.type, memory });
  }
  const word = how === "var" ? "let" : "const";
  const names = value.parts.map((part) => {
    const own = writer.fresh(name);
    writer.line(`${word} ${own} = ${part};`);
    return own;
  });
  context.scope.declare(name, { kind: "registers", type: value.type, names });
}

function writeAssignment(context: Context, statement: Statement & { kind: "assign" }): void {
  const { writer } = context;
  const { operator, target } = statement;
  if (target.kind === "name" && target.name === "_") return void context.valueOf(statement.value);
  const place = context.referenceTo(target);
  if (operator === null) {
    return assign(context, place, context.valueOf(statement.value));
  }
  const pinnedPlace = pinned(writer, place);
  const value = context.valueOf(statement.value);
  const before = load(writer, pinnedPlace);
  assign(
    context,
    pinnedPlace,
    binary(operator, before, value, (value) => context.plain(value)),
  );
}

function assign(context: Context, place: Reference, value: Value): void {
  const isNumber = place.type.kind === "scalar";
  const own = rounded(isNumber ? asScalar(value, scalarOf(place)) : value);
  if (own.parts.length !== scalarsOf(place.type).length) {
    throw new Error("a value of another type is assigned");
  }
  // A part must not read what a part before it has written.
  const isEntangled = own.parts.length > 1 && !isSafe(place, own.parts);
  store(context.writer, place, (isEntangled ? plainAll(context, own) : own).parts);
}

const namesIn = (text: string): readonly string[] => text.match(/[A-Za-z_$][\w$]*/g) ?? [];

function isSafe(place: Reference, parts: readonly string[]): boolean {
  if (place.kind === "memory") return parts.every((part) => !part.includes("["));
  const written = place.kind === "registers" ? place.names : place.options.flat();
  return parts.every((part, i) => {
    const others = place.kind === "registers" ? written.slice(0, i) : written;
    const read = namesIn(part);
    return others.every((name) => !read.includes(name));
  });
}

/** Copies every part, plain ones too: the name that a part is may be about to change. */
function plainAll({ writer }: Context, value: Value): Value {
  const parts = value.parts.map((part) => {
    const name = writer.fresh("t");
    writer.line(`const ${name} = ${part};`);
    return name;
  });
  return { ...value, parts };
}

function writeFor(
  context: Context,
  statement: Statement & { kind: "for" },
  result: Type | null,
): void {
  const { writer } = context;
  const outer = context.scope;
  context.scope = scopeIn(outer);
  writer.line("{");
  if (statement.first !== null) writeStatement(context, statement.first, null);
  const [condition, before] = writer.captured(() =>
    statement.condition === null ? "true" : context.valueOf(statement.condition).parts[0]!,
  );
  const step = stepText(context, statement.step);
  writer.line(`for (; ${before.length === 0 ? condition : ""}; ${step}) {`);
  if (before.length > 0) {
    writer.append(before);
    writer.line(`if (!${condition}) break;`);
  }
  writeBlock(context, statement.body, result);
  writer.line("}");
  writer.line("}");
  context.scope = outer;
}

/** The step of a loop is one assignment, so that `continue` goes there. */
function stepText(context: Context, step: Statement | null): string {
  if (step === null) return "";
  const [, lines] = context.writer.captured(() => writeStatement(context, step, null));
  const [line = ""] = lines;
  if (lines.length !== 1) throw new Error("a loop's step of several lines is not translated");
  return line.replace(/;$/, "");
}

function writeReturn(
  context: Context,
  statement: Statement & { kind: "return" },
  result: Type | null,
): void {
  const { writer } = context;
  if (statement.value === null) return writer.line("return;");
  const value = kept(context.valueOf(statement.value), result);
  if (value.parts.length === 1 && value.type.kind === "scalar") {
    return writer.line(`return ${value.parts[0]!};`);
  }
  // What a part calls may return several numbers too, so that all are computed before the first is returned.
  const { parts } = context.plain(value);
  const scalars = scalarsOf(value.type);
  for (const [i, part] of parts.entries()) {
    writer.line(`returned[${i}] = ${scalars[i] === "bool" ? `${part} ? 1 : 0` : part};`);
  }
  writer.line("return;");
}
