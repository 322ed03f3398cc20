// Places of values: what an expression on the left of "=" means, and what a name, a member or an index reads.

import type { Memory } from "./scope.ts";
import type { Scalar } from "./syntax.ts";
import { elementOf, nameOf, scalarsOf, scalarType, type Type } from "./types.ts";
import { scalarOf, isPlain, type Value } from "./values.ts";
import type { Writer } from "./writer.ts";

export type Reference =
  | { readonly kind: "registers"; readonly type: Type; readonly names: readonly string[] }
  /** One of several rows of registers, by an index that is known when the code runs. */
  | {
      readonly kind: "choice";
      readonly type: Type;
      readonly options: readonly (readonly string[])[];
      readonly index: string;
    }
  | {
      readonly kind: "memory";
      readonly type: Type;
      readonly memory: Memory;
      /** The first word: an expression, null for 0, and words behind it. */
      readonly at: string | null;
      readonly words: number;
    };

const AXES = ["xyzw", "rgba"];

/** Returns the numbers of the components that a member of a vector names: "zyx" gives 2, 1, 0. */
export function componentsOf(name: string): number[] {
  const letters = name.split("");
  const axes = AXES.find((axes) => letters.every((letter) => axes.includes(letter)));
  if (axes === undefined) throw new Error(`a vector has no "${name}"`);
  return letters.map((letter) => axes.indexOf(letter));
}

/** Returns the place of a struct's member or a vector's component. */
export function memberOf(reference: Reference, name: string): Reference {
  const { type } = reference;
  if (type.kind === "struct") {
    const index = type.members.findIndex((member) => member.name === name);
    const member = type.members[index];
    if (member === undefined) throw new Error(`${nameOf(type)} has no member "${name}"`);
    if (reference.kind === "memory") {
      const words = reference.words + reference.memory.layout.memberOffset(type, name);
      return { ...reference, type: member.type, words };
    }
    const sizes = type.members.map((member) => scalarsOf(member.type).length);
    const from = sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
    return sliced(reference, member.type, from, from + sizes[index]!);
  }
  if (type.kind !== "vector") throw new Error(`${nameOf(type)} has no members`);
  const [component = 0] = componentsOf(name);
  const scalar = scalarType(type.scalar);
  if (reference.kind !== "memory") return sliced(reference, scalar, component, component + 1);
  return { ...reference, type: scalar, words: reference.words + component };
}

function sliced(
  reference: Exclude<Reference, { kind: "memory" }>,
  type: Type,
  from: number,
  to: number,
): Reference {
  if (reference.kind === "registers") {
    return { kind: "registers", type, names: reference.names.slice(from, to) };
  }
  return { ...reference, type, options: reference.options.map((names) => names.slice(from, to)) };
}

/** Returns the place of an element. `plain` makes an index that may be written more than once. */
export function elementAt(
  reference: Reference,
  index: Value,
  plain: (value: Value) => Value,
): Reference {
  const type = elementOf(reference.type);
  const { constant } = index;
  if (reference.kind === "memory") {
    const stride = reference.memory.layout.stride(type);
    if (constant !== undefined) {
      return { ...reference, type, words: reference.words + constant * stride };
    }
    const step = scaled(index.parts[0]!, stride);
    const at = reference.at === null ? step : `(${reference.at} + ${step})`;
    return { ...reference, type, at };
  }
  const size = scalarsOf(type).length;
  if (constant !== undefined)
    return sliced(reference, type, constant * size, (constant + 1) * size);
  if (reference.kind === "choice") throw new Error("two indices of one value are not translated");
  const options = Array.from({ length: reference.names.length / size }, (_, i) =>
    reference.names.slice(i * size, (i + 1) * size),
  );
  return { kind: "choice", type, options, index: plain(index).parts[0]! };
}

function scaled(index: string, stride: number): string {
  if (stride === 1) return index;
  const shift = Math.log2(stride);
  return Number.isInteger(shift) ? `(${index} << ${shift})` : `Math.imul(${index}, ${stride})`;
}

/** Makes a place that can be read and written: its index is computed once. */
export function pinned(writer: Writer, reference: Reference): Reference {
  if (reference.kind !== "memory" || reference.at === null || isPlain(reference.at))
    return reference;
  const at = writer.fresh("at");
  writer.line(`const ${at} = ${reference.at};`);
  return { ...reference, at };
}

/** The views of shared words by scalar. */
export const VIEWS: Readonly<Record<Scalar, "f" | "u" | "i">> = {
  f32: "f",
  float: "f",
  u32: "u",
  bool: "u",
  i32: "i",
  int: "i",
};

/** Returns the words of a place in memory, each as an expression. */
function wordsOf(writer: Writer, reference: Reference & { readonly kind: "memory" }): string[] {
  const { type, memory, at, words } = reference;
  const scalars = scalarsOf(type);
  return memory.layout.offsets(type).map((offset, i) => {
    const word = words + offset;
    const place = at === null ? String(word) : word === 0 ? at : `${at} + ${word}`;
    const array = memory.isShared
      ? writer.shared(`${memory.name}$${VIEWS[scalars[i]!]}`)
      : memory.name;
    return `${array}[${place}]`;
  });
}

export function load(writer: Writer, reference: Reference): Value {
  const { type } = reference;
  switch (reference.kind) {
    case "registers":
      return { type, parts: reference.names };
    case "choice": {
      const { options, index } = reference;
      const parts = options[0]!.map((_, part) =>
        options
          .map((names) => names[part]!)
          .reduceRight((rest, name, i) => `(${index} === ${i} ? ${name} : ${rest})`),
      );
      return { type, parts };
    }
    case "memory": {
      const place = scalarsOf(type).length > 1 ? pinned(writer, reference) : reference;
      const words = wordsOf(writer, place as Reference & { kind: "memory" });
      const isTested = (i: number): boolean =>
        reference.memory.isShared && scalarsOf(type)[i] === "bool";
      return { type, parts: words.map((word, i) => (isTested(i) ? `(${word} !== 0)` : word)) };
    }
  }
}

/** Writes the parts of a value, which must not depend on what is being written. */
export function store(writer: Writer, reference: Reference, parts: readonly string[]): void {
  switch (reference.kind) {
    case "registers":
      for (const [i, name] of reference.names.entries()) writer.line(`${name} = ${parts[i]!};`);
      return;
    case "choice":
      for (const [i, names] of reference.options.entries()) {
        const stores = names.map((name, part) => `${name} = ${parts[part]!};`).join(" ");
        writer.line(`${i > 0 ? "else " : ""}if (${reference.index} === ${i}) { ${stores} }`);
      }
      return;
    case "memory": {
      const place = parts.length > 1 ? pinned(writer, reference) : reference;
      const words = wordsOf(writer, place as Reference & { kind: "memory" });
      for (const [i, word] of words.entries()) writer.line(`${word} = ${parts[i]!};`);
    }
  }
}

/** Returns the same place, read as another scalar. */
export function seenAs(
  reference: Reference & { readonly kind: "memory" },
  scalar: Scalar,
): Reference {
  const { type } = reference;
  scalarOf({ type });
  return { ...reference, type: type.kind === "vector" ? { ...type, scalar } : scalarType(scalar) };
}
