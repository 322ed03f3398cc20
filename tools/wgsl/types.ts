// The types of values, and how they lie in memory.

import type { Scalar } from "./syntax.ts";

export type Type =
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | { readonly kind: "vector"; readonly size: number; readonly scalar: Scalar }
  | { readonly kind: "matrix"; readonly columns: number; readonly rows: number }
  | { readonly kind: "array"; readonly of: Type; readonly count: Count | null }
  | { readonly kind: "struct"; readonly name: string; readonly members: readonly TypedMember[] }
  | { readonly kind: "texture" };

export interface TypedMember {
  readonly name: string;
  readonly type: Type;
  readonly builtin: string | null;
}

/** The length of an array: as JavaScript, and as a number unless an `override` decides it. */
export interface Count {
  readonly text: string;
  readonly constant: number | null;
}

export const scalarType = (scalar: Scalar): Type => ({ kind: "scalar", scalar });

export const vectorType = (size: number, scalar: Scalar): Type => ({
  kind: "vector",
  size,
  scalar,
});

export const BOOL = scalarType("bool");
export const U32 = scalarType("u32");

/** Returns the type as WGSL writes it, for messages. */
export function nameOf(type: Type): string {
  switch (type.kind) {
    case "scalar":
      return type.scalar;
    case "vector":
      return `vec${type.size}<${type.scalar}>`;
    case "matrix":
      return `mat${type.columns}x${type.rows}<f32>`;
    case "array":
      return `array<${nameOf(type.of)}>`;
    case "struct":
      return type.name;
    case "texture":
      return "texture";
  }
}

/** Returns the type of the parts that an index picks from. */
export function elementOf(type: Type): Type {
  switch (type.kind) {
    case "vector":
      return scalarType(type.scalar);
    case "matrix":
      return vectorType(type.rows, "f32");
    case "array":
      return type.of;
    case "scalar":
    case "struct":
    case "texture":
      throw new Error(`${nameOf(type)} has no elements`);
  }
}

/** Returns the length of an array. @throws Error for one that only an `override` knows. */
function lengthOf(type: Type): number {
  const count = type.kind === "array" ? (type.count?.constant ?? null) : null;
  if (count === null) throw new Error(`${nameOf(type)} has no length that is known`);
  return count;
}

/** Returns the scalars of a value, in order. */
export function scalarsOf(type: Type): Scalar[] {
  switch (type.kind) {
    case "scalar":
      return [type.scalar];
    case "vector":
      return Array.from({ length: type.size }, () => type.scalar);
    case "matrix":
      return Array.from({ length: type.columns * type.rows }, () => "f32");
    case "array":
      return Array.from({ length: lengthOf(type) }, () => scalarsOf(type.of)).flat();
    case "struct":
      return type.members.flatMap((member) => scalarsOf(member.type));
    case "texture":
      throw new Error("a texture is no value");
  }
}

/** How values lie in memory, in words of four bytes. */
export interface Layout {
  /** The words from an element of the type to the next. */
  stride(type: Type): number;
  /** The first word of each scalar of a value. */
  offsets(type: Type): number[];
  /** The first word of a member of a struct. */
  memberOffset(type: Type & { readonly kind: "struct" }, name: string): number;
}

/** Scalar behind scalar, as in a function's own arrays. */
export const PACKED: Layout = {
  stride: (type) => scalarsOf(type).length,
  offsets: (type) => scalarsOf(type).map((_, i) => i),
  memberOffset(type, name) {
    const before = type.members.slice(0, indexOfMember(type, name));
    return before.reduce((sum, member) => sum + scalarsOf(member.type).length, 0);
  },
};

/** As WGSL lays out what is shared: https://www.w3.org/TR/WGSL/#memory-layouts. */
export const SHARED: Layout = {
  stride: (type) => alignedTo(alignOf(type), sizeOf(type)),
  offsets(type) {
    switch (type.kind) {
      case "struct":
        return type.members.flatMap((member) => {
          const first = SHARED.memberOffset(type, member.name);
          return SHARED.offsets(member.type).map((offset) => first + offset);
        });
      case "matrix":
      case "array": {
        const element = elementOf(type);
        const count = type.kind === "matrix" ? type.columns : lengthOf(type);
        return Array.from({ length: count }, (_, i) =>
          SHARED.offsets(element).map((offset) => i * SHARED.stride(element) + offset),
        ).flat();
      }
      case "scalar":
      case "vector":
      case "texture":
        return PACKED.offsets(type);
    }
  },
  memberOffset(type, name) {
    let at = 0;
    for (const [i, member] of type.members.entries()) {
      at = alignedTo(alignOf(member.type), at);
      if (i === indexOfMember(type, name)) return at;
      at += sizeOf(member.type);
    }
    return at;
  },
};

function indexOfMember(type: Type & { readonly kind: "struct" }, name: string): number {
  const index = type.members.findIndex((member) => member.name === name);
  if (index < 0) throw new Error(`${type.name} has no member "${name}"`);
  return index;
}

const alignedTo = (align: number, words: number): number => Math.ceil(words / align) * align;

function alignOf(type: Type): number {
  switch (type.kind) {
    case "vector":
      return type.size === 2 ? 2 : 4;
    case "matrix":
      return type.rows === 2 ? 2 : 4;
    case "array":
      return alignOf(type.of);
    case "struct":
      return Math.max(1, ...type.members.map((member) => alignOf(member.type)));
    case "scalar":
    case "texture":
      return 1;
  }
}

function sizeOf(type: Type): number {
  switch (type.kind) {
    case "matrix":
      return type.columns * SHARED.stride(elementOf(type));
    case "array":
      return lengthOf(type) * SHARED.stride(type.of);
    case "struct": {
      const last = type.members.at(-1);
      if (last === undefined) return 0;
      return alignedTo(alignOf(type), SHARED.memberOffset(type, last.name) + sizeOf(last.type));
    }
    case "scalar":
    case "vector":
    case "texture":
      return scalarsOf(type).length;
  }
}
