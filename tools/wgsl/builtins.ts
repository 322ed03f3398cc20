// The built-in functions that the shaders call. Another is added here when a shader calls it; until then the build stops.

import type { Context } from "./context.ts";
import { alike, dot, transpose } from "./operators.ts";
import { load, pinned, store, type Reference } from "./references.ts";
import type { Expression, Scalar } from "./syntax.ts";
import { BOOL, scalarType, U32, vectorType, type Type } from "./types.ts";
import { asScalar, concrete, rounded, scalarOf, type Value } from "./values.ts";

type Builtin = (context: Context, args: readonly Expression[]) => Value;

const NOTHING: Value = { type: { kind: "struct", name: "nothing", members: [] }, parts: [] };

/** A function of floats, part by part, that JavaScript has under a name. */
const ofFloats =
  (name: string): Builtin =>
  (context, args) => {
    const { type, parts } = asFloats(context.valuesOf(args)[0]!);
    return { type, parts: parts.map((part) => `${name}(${part})`), isRaw: true };
  };

const asFloats = (value: Value): Value => asScalar(value, "f32");

/** A function of integers, part by part. */
const ofIntegers =
  (text: (part: string) => string): Builtin =>
  (context, args) => {
    const { type, parts } = concrete(context.valuesOf(args)[0]!);
    return { type, parts: parts.map(text) };
  };

/** The values of arguments that have the same scalar type. */
function alikes(context: Context, args: readonly Expression[]): Value[] {
  const values = context.valuesOf(args);
  const known = values.find((value) => !["int", "float"].includes(scalarOf(value)));
  if (known !== undefined) return values.map((value) => asScalar(value, scalarOf(known)));
  return values.map((value, i) => alike(value, values[i === 0 ? 1 : 0]!)[0]);
}

/** Applies `text` to the parts of values, of which a scalar goes with every part of a vector. */
function partwise(
  context: Context,
  values: readonly Value[],
  text: (...parts: string[]) => string,
): readonly string[] {
  const count = Math.max(...values.map(({ parts }) => parts.length));
  const spread = values.map((value) =>
    value.parts.length === count ? value : context.plain(value),
  );
  return Array.from({ length: count }, (_, i) =>
    text(...spread.map(({ parts }) => (parts.length === 1 ? parts[0]! : parts[i]!))),
  );
}

const widest = (values: readonly Value[]): Type =>
  values.reduce((a, b) => (b.parts.length > a.parts.length ? b : a)).type;

const partwiseAlike =
  (text: (...parts: string[]) => string): Builtin =>
  (context, args) => {
    const values = alikes(context, args);
    return {
      type: widest(values),
      parts: partwise(context, values, text),
      isRaw: values.some((value) => value.isRaw === true),
    };
  };

/** select(otherwise, chosen, condition) */
const select: Builtin = (context, args) => {
  const [otherwise, chosen, condition] = context.valuesOf(args) as [Value, Value, Value];
  const [no, yes] = alike(otherwise, chosen);
  const test = no.parts.length > 1 ? context.plain(condition) : condition;
  return {
    type: no.type,
    parts: partwise(context, [no, yes, test], (no, yes, test) => `(${test} ? ${yes} : ${no})`),
    isRaw: no.isRaw === true || yes.isRaw === true,
  };
};

const isOf =
  (joint: "||" | "&&"): Builtin =>
  (context, args) => ({
    type: BOOL,
    parts: [`(${context.valueOf(args[0]!).parts.join(` ${joint} `)})`],
  });

const barrier: Builtin = ({ writer }) => {
  writer.line("yield;");
  return NOTHING;
};

/** The word of an atomic, which is an ordinary one: only one invocation runs at a time. */
function atomicWord(context: Context, arg: Expression): Reference {
  return pinned(context.writer, context.referenceTo(arg));
}

/** A change of an atomic, which returns what was there before. */
const atomicChange =
  (text: (before: string, value: string) => string): Builtin =>
  (context, args) => {
    const word = atomicWord(context, args[0]!);
    const value = asScalar(context.valueOf(args[1]!), scalarOf(word));
    const before = context.writer.fresh("before");
    context.writer.line(`const ${before} = ${load(context.writer, word).parts[0]!};`);
    store(context.writer, word, [text(before, value.parts[0]!)]);
    return { type: word.type, parts: [before] };
  };

const atomicStore: Builtin = (context, args) => {
  const word = atomicWord(context, args[0]!);
  const value = asScalar(context.valueOf(args[1]!), scalarOf(word));
  store(context.writer, word, value.parts);
  return NOTHING;
};

const exchangeResult = (scalar: Scalar): Type => ({
  kind: "struct",
  name: "__atomic_compare_exchange_result",
  members: [
    { name: "old_value", type: scalarType(scalar), builtin: null },
    { name: "exchanged", type: BOOL, builtin: null },
  ],
});

const atomicCompareExchange: Builtin = (context, args) => {
  const { writer } = context;
  const word = atomicWord(context, args[0]!);
  const scalar = scalarOf(word);
  const values = context
    .valuesOf(args.slice(1))
    .map((value) => context.plain(asScalar(value, scalar)));
  const [wanted, value] = values.map(({ parts }) => parts[0]!);
  const before = writer.fresh("before");
  const isExchanged = writer.fresh("exchanged");
  writer.line(`const ${before} = ${load(writer, word).parts[0]!};`);
  writer.line(`const ${isExchanged} = ${before} === ${wanted!};`);
  writer.line(`if (${isExchanged}) {`);
  store(writer, word, [value!]);
  writer.line("}");
  return { type: exchangeResult(scalar), parts: [before, isExchanged] };
};

/** textureLoad(texture, place, level): a texture of 8 bits a channel has one level. */
const textureLoad: Builtin = (context, [texture, place]) => {
  const { scope, writer } = context;
  const binding = texture?.kind === "name" ? scope.find(texture.name) : null;
  if (binding?.kind !== "texture") throw new Error("textureLoad wants a texture");
  const [x, y] = context.plain(context.valueOf(place!)).parts;
  const width = writer.shared(`${binding.name}$width`);
  const bytes = writer.shared(`${binding.name}$bytes`);
  const at = writer.fresh("at");
  writer.line(`const ${at} = (Math.imul(${y!}, ${width}) + ${x!}) << 2;`);
  return {
    type: vectorType(4, "f32"),
    parts: [0, 1, 2, 3].map((channel) => `(${bytes}[${at} + ${channel}] / 255)`),
    isRaw: true,
  };
};

const BUILTINS: Readonly<Record<string, Builtin>> = {
  abs: (context, args) => {
    const value = concrete(context.valueOf(args[0]!));
    const isUnsigned = scalarOf(value) === "u32";
    return isUnsigned ? value : { ...value, parts: value.parts.map((part) => `Math.abs(${part})`) };
  },
  ceil: ofFloats("Math.ceil"),
  cos: ofFloats("Math.cos"),
  exp: ofFloats("Math.exp"),
  floor: ofFloats("Math.floor"),
  inverseSqrt: ofFloats("1 / Math.sqrt"),
  log: ofFloats("Math.log"),
  sin: ofFloats("Math.sin"),
  sqrt: ofFloats("Math.sqrt"),
  max: partwiseAlike((a, b) => `Math.max(${a}, ${b})`),
  min: partwiseAlike((a, b) => `Math.min(${a}, ${b})`),
  clamp: partwiseAlike((value, low, high) => `Math.min(Math.max(${value}, ${low}), ${high})`),
  select,
  any: isOf("||"),
  all: isOf("&&"),
  dot(context, args) {
    const [a, b] = context.valuesOf(args).map((value) => context.plain(value));
    return dot(a!, b!);
  },
  transpose: (context, args) => transpose(context.valueOf(args[0]!)),
  countOneBits: ofIntegers((part) => `bitsIn(${part})`),
  firstTrailingBit: ofIntegers((part) => `lowestBit(${part})`),
  pack4x8unorm: (context, args) => ({
    type: U32,
    parts: [`packBytes(${rounded(context.valueOf(args[0]!)).parts.join(", ")})`],
  }),
  textureLoad,
  workgroupBarrier: barrier,
  storageBarrier: barrier,
  atomicAdd: atomicChange((before, value) => `${before} + ${value}`),
  atomicMax: atomicChange((before, value) => `Math.max(${before}, ${value})`),
  atomicMin: atomicChange((before, value) => `Math.min(${before}, ${value})`),
  atomicLoad(context, args) {
    const before = context.writer.fresh("loaded");
    const word = load(context.writer, context.referenceTo(args[0]!));
    context.writer.line(`const ${before} = ${word.parts[0]!};`);
    return { type: word.type, parts: [before] };
  },
  atomicStore,
  atomicCompareExchangeWeak: atomicCompareExchange,
};

export const BARRIERS: ReadonlySet<string> = new Set(["workgroupBarrier", "storageBarrier"]);

export function callBuiltin(context: Context, name: string, args: readonly Expression[]): Value {
  const builtin = BUILTINS[name];
  if (builtin === undefined) throw new Error(`the function ${name} is not translated`);
  return builtin(context, args);
}
