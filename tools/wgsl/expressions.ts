// Translates expressions into values. What an expression needs beforehand, such as an index that is used four times, is
// written as lines before the statement that it stands in.

import { callBuiltin } from "./builtins.ts";
import type { Context, Shader } from "./context.ts";
import { binary, unary } from "./operators.ts";
import { componentsOf, elementAt, load, memberOf, seenAs, type Reference } from "./references.ts";
import { scopeIn, type Scope } from "./scope.ts";
import type { Expression, FunctionDeclaration, ScalarName, TypeSyntax } from "./syntax.ts";
import { nameOf, scalarsOf, vectorType, type Type } from "./types.ts";
import {
  asScalar,
  concrete,
  constantOf,
  converted,
  isPlain,
  kept,
  rounded,
  scalarOf,
  zeroOf,
  type Value,
} from "./values.ts";
import type { Writer } from "./writer.ts";

/** Returns what translates one function, beginning with the names of `scope`. */
export function createContext(shader: Shader, writer: Writer, scope: Scope): Context {
  const context: Context = {
    shader,
    writer,
    scope,
    valueOf: (expression) => valueOf(context, expression),
    valuesOf: (expressions) => valuesOf(context, expressions),
    referenceTo: (expression) => referenceTo(context, expression),
    plain: (value) => plainOf(writer, value),
  };
  return context;
}

function valueOf(context: Context, expression: Expression): Value {
  switch (expression.kind) {
    case "literal":
      return constantOf(expression.scalar, expression.value);
    case "name": {
      const binding = context.scope.find(expression.name);
      return binding.kind === "value"
        ? binding.value
        : load(context.writer, context.referenceTo(expression));
    }
    case "member":
    case "index":
      return load(context.writer, context.referenceTo(expression));
    case "unary":
      return unary(expression.operator, context.valueOf(expression.of));
    case "binary":
      return binaryValue(context, expression);
    case "call":
      return callValue(context, expression.callee, expression.args);
  }
}

function referenceTo(context: Context, expression: Expression): Reference {
  if (expression.kind === "name") return placeNamed(context, expression.name);
  if (expression.kind === "member") return memberPlace(context, expression.of, expression.name);
  if (expression.kind === "index") {
    const of = context.referenceTo(expression.of);
    const index = concrete(context.valueOf(expression.index));
    return elementAt(of, index, (value) => context.plain(value));
  }
  if (expression.kind === "unary" && expression.operator === "&") {
    return context.referenceTo(expression.of);
  }
  const { type, parts } = context.plain(rounded(context.valueOf(expression)));
  return { kind: "registers", type, names: parts };
}

function placeNamed({ scope, writer }: Context, name: string): Reference {
  const binding = scope.find(name);
  switch (binding.kind) {
    case "registers":
      return binding;
    case "memory":
      return { ...binding, at: null, words: 0 };
    case "shared": {
      const names = binding.names.map((name) => writer.shared(name));
      return { kind: "registers", type: binding.type, names };
    }
    case "value":
      return { kind: "registers", type: binding.value.type, names: binding.value.parts };
    case "texture":
      throw new Error(`"${name}" is a texture`);
  }
}

/** A component or a member; several components make a vector, which can only be read. */
function memberPlace(context: Context, of: Expression, name: string): Reference {
  const reference = context.referenceTo(of);
  if (reference.type.kind !== "vector" || name.length === 1) return memberOf(reference, name);
  const { scalar } = reference.type;
  const { parts } = context.plain(load(context.writer, reference));
  const names = componentsOf(name).map((component) => parts[component]!);
  return { kind: "registers", type: vectorType(names.length, scalar), names };
}

function binaryValue(context: Context, expression: Expression & { kind: "binary" }): Value {
  const { operator, left, right } = expression;
  if (operator === "&&" || operator === "||") return shortCircuit(context, operator, left, right);
  const [a, b] = context.valuesOf([left, right]) as [Value, Value];
  // Numbers are compared as f32, which they are where they are kept.
  const isCompared = /^([=!]=|[<>]=?)$/.test(operator);
  const sides = isCompared ? ([rounded(a), rounded(b)] as const) : ([a, b] as const);
  return binary(operator, ...sides, (value) => context.plain(value));
}

/** The right side is evaluated only where the left does not decide, with the lines that it needs. */
function shortCircuit(
  context: Context,
  operator: "&&" | "||",
  left: Expression,
  right: Expression,
): Value {
  const { writer } = context;
  const { type, parts } = context.valueOf(left);
  const [value, lines] = writer.captured(() => context.valueOf(right));
  if (lines.length === 0) return { type, parts: [`(${parts[0]!} ${operator} ${value.parts[0]!})`] };
  const result = writer.fresh("is");
  writer.line(`let ${result} = ${parts[0]!};`);
  writer.line(`if (${operator === "&&" ? "" : "!"}${result}) {`);
  writer.append(lines);
  writer.line(`${result} = ${value.parts[0]!};`);
  writer.line("}");
  return { type, parts: [result] };
}

function valuesOf(context: Context, expressions: readonly Expression[]): Value[] {
  const { writer } = context;
  const values: Value[] = [];
  for (const expression of expressions) {
    const [value, lines] = writer.captured(() => context.valueOf(expression));
    if (lines.length > 0) values.forEach((value, i) => (values[i] = context.plain(value)));
    writer.append(lines);
    values.push(value);
  }
  return values;
}

function plainOf(writer: Writer, value: Value): Value {
  const parts = value.parts.map((part) => {
    if (isPlain(part)) return part;
    const name = writer.fresh("t");
    writer.line(`const ${name} = ${part};`);
    return name;
  });
  return { ...value, parts };
}

function callValue(context: Context, callee: TypeSyntax, args: readonly Expression[]): Value {
  const { shader } = context;
  const { name, line } = callee;
  try {
    if (name === "bitcast") return bitcast(context, callee, args[0]!);
    const declared = shader.functionNamed(name);
    if (declared !== null) return callFunction(context, declared, context.valuesOf(args));
    if (shader.isType(callee))
      return construct(context, shader.typeOf(callee), context.valuesOf(args));
    return callBuiltin(context, name, args);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw message.startsWith("line ") ? cause : new Error(`line ${line}: ${message}`, { cause });
  }
}

/** The same bits as another type: words of memory are simply read so. */
function bitcast(context: Context, { of }: TypeSyntax, arg: Expression): Value {
  const to = scalarOf({ type: context.shader.typeOf(of!) }) as ScalarName;
  if (arg.kind === "index" || arg.kind === "name") {
    const reference = context.referenceTo(arg);
    if (reference.kind === "memory") return load(context.writer, seenAs(reference, to));
  }
  const value = concrete(context.valueOf(arg));
  const from = scalarOf(value);
  const type: Type =
    value.type.kind === "vector" ? { ...value.type, scalar: to } : { kind: "scalar", scalar: to };
  return { type, parts: value.parts.map((part) => recast(part, from, to)) };
}

function recast(part: string, from: string, to: ScalarName): string {
  if (from === "f32")
    return to === "f32" ? part : to === "u32" ? `bitsOf(${part})` : `(bitsOf(${part}) | 0)`;
  if (to === "f32") return `floatOf(${part})`;
  return to === "u32" ? `(${part} >>> 0)` : `(${part} | 0)`;
}

function construct(context: Context, type: Type, args: readonly Value[]): Value {
  if (args.length === 0) return zeroOf(type);
  if (type.kind === "scalar") return converted(args[0]!, type.scalar);
  const scalars = scalarsOf(type);
  if (type.kind === "vector") {
    const all = args.map((arg) => converted(arg, type.scalar));
    const parts = all.flatMap((arg) => arg.parts);
    const isRaw = all.some((arg) => arg.isRaw === true);
    if (parts.length === 1) {
      const [part] = context.plain(all[0]!).parts;
      return { type, parts: scalars.map(() => part!), isRaw };
    }
    return { type, parts, isRaw };
  }
  const members = type.kind === "struct" ? type.members.map((member) => member.type) : null;
  const all = args.map((arg, i) => {
    const own = members?.[i] ?? (type.kind === "array" ? type.of : null);
    return own?.kind === "scalar" ? asScalar(arg, own.scalar) : arg;
  });
  const parts = all.map(rounded).flatMap((arg) => arg.parts);
  if (parts.length !== scalars.length)
    throw new Error(`${nameOf(type)} of ${parts.length} numbers`);
  return { type, parts };
}

/** The value of a function without one. */
const NOTHING: Value = { type: { kind: "struct", name: "nothing", members: [] }, parts: [] };

function callFunction(
  context: Context,
  declared: FunctionDeclaration,
  args: readonly Value[],
): Value {
  const { shader, writer } = context;
  const result = declared.result === null ? null : shader.typeOf(declared.result);
  const own = args.map((arg, i) => kept(arg, shader.typeOf(declared.parameters[i]!.type)));
  if (isInlined(shader, declared)) {
    return callInline(context, declared, own);
  }
  const call = `${functionName(declared)}(${own.flatMap((arg) => arg.parts).join(", ")})`;
  const text = shader.waits(declared) ? `(yield* ${call})` : call;
  if (result?.kind === "scalar") return { type: result, parts: [text] };
  writer.line(`${text};`);
  if (result === null) return NOTHING;
  const parts = scalarsOf(result).map((scalar, i) => {
    const name = writer.fresh("r");
    const wrap =
      scalar === "u32" ? " >>> 0" : scalar === "i32" ? " | 0" : scalar === "bool" ? " !== 0" : "";
    writer.line(`const ${name} = returned[${i}]${wrap};`);
    return name;
  });
  return { type: result, parts };
}

export const functionName = ({ name }: FunctionDeclaration): string => `${name}$fn`;

/**
 * Whether a function's text stands where it is called: it returns several numbers, and only names values beforehand. A call
 * would pass them through memory.
 */
export const isInlined = (shader: Shader, { body, result }: FunctionDeclaration): boolean =>
  result !== null &&
  shader.typeOf(result).kind !== "scalar" &&
  body.every(
    (statement, i) =>
      statement.kind === (i === body.length - 1 ? "return" : "declare") &&
      (statement.kind !== "declare" || statement.how !== "var"),
  );

function callInline(
  context: Context,
  declared: FunctionDeclaration,
  args: readonly Value[],
): Value {
  const outer = context.scope;
  const values = args.map((arg) => context.plain(arg));
  context.scope = scopeIn(context.shader.scope);
  for (const [i, { name }] of declared.parameters.entries()) {
    const { type, parts } = values[i]!;
    context.scope.declare(name, { kind: "registers", type, names: parts });
  }
  try {
    for (const statement of declared.body) {
      if (statement.kind === "declare") {
        const { type, parts } = context.plain(kept(context.valueOf(statement.value!), null));
        context.scope.declare(statement.name, { kind: "registers", type, names: parts });
      } else if (statement.kind === "return") {
        return context.valueOf(statement.value!);
      }
    }
  } finally {
    context.scope = outer;
  }
  throw new Error(`${declared.name} returns nothing`);
}
