// Values of the generated code. A value is a row of JavaScript expressions, one for each of its scalars: a vec4f is four
// numbers, which the compiler of JavaScript keeps in registers, and never an object.

import { scalarsOf, scalarType, type Type } from "./types.ts";
import type { Scalar } from "./syntax.ts";

export interface Value {
  readonly type: Type;
  /** One expression a scalar. */
  readonly parts: readonly string[];
  /** The number that a scalar is known to be. */
  readonly constant?: number;
  /** Whether f32 parts are not yet rounded to f32. */
  readonly isRaw?: boolean;
}

/** Expressions that may be written twice, at any place: a name or a number. */
export const isPlain = (part: string): boolean =>
  /^([A-Za-z_$][\w$]*|\d[\w.]*(e[-+]\d+)?|\(-[\d.]+(e[-+]?\d+)?\)|true|false|NaN)$/.test(part);

export function constantOf(scalar: Scalar, number: number): Value {
  const constant = wrapped(scalar, number);
  const text =
    scalar === "bool" ? String(constant !== 0) : constant < 0 ? `(${constant})` : String(constant);
  return { type: scalarType(scalar), parts: [text], constant };
}

/** Returns the nearest value that the type has; integers wrap. */
function wrapped(scalar: Scalar, number: number): number {
  switch (scalar) {
    case "u32":
      return number >>> 0;
    case "i32":
      return number | 0;
    case "f32":
      return Math.fround(number);
    case "int":
      return Math.trunc(number);
    case "float":
    case "bool":
      return number;
  }
}

export const zeroOf = (type: Type): Value => ({
  type,
  parts: scalarsOf(type).flatMap((scalar) => constantOf(scalar, 0).parts),
});

/** Returns the scalar type of a scalar, vector or matrix. @throws Error for another. */
export function scalarOf({ type }: Pick<Value, "type">): Scalar {
  if (type.kind === "scalar" || type.kind === "vector") return type.scalar;
  if (type.kind === "matrix") return "f32";
  throw new Error(`a ${type.kind} stands where numbers are wanted`);
}

export const isAbstract = (scalar: Scalar): boolean => scalar === "int" || scalar === "float";

/** Gives a number without a type the type that it needs; others stay. */
export function asScalar(value: Value, scalar: Scalar): Value {
  const { type, constant } = value;
  if (type.kind !== "scalar" || !isAbstract(type.scalar) || constant === undefined) return value;
  return constantOf(scalar, constant);
}

/** Gives a number without a type the type that WGSL gives it by default. */
export function concrete(value: Value): Value {
  return asScalar(value, scalarDefault(value.type));
}

const scalarDefault = (type: Type): Scalar =>
  type.kind === "scalar" && type.scalar === "int" ? "i32" : "f32";

/** Converts one scalar expression from a type to another. */
export function convertPart(part: string, from: Scalar, to: Scalar): string {
  if (from === to) return part;
  if (to === "bool") return `(${part} !== 0)`;
  if (from === "bool") return `(${part} ? 1 : 0)`;
  if (from === "f32") return to === "u32" ? `toUint(${part})` : `toInt(${part})`;
  if (to === "u32") return `(${part} >>> 0)`;
  if (to === "i32") return `(${part} | 0)`;
  return `fround(${part})`;
}

export function converted(value: Value, to: Scalar): Value {
  if (value.constant !== undefined && to !== "bool") return constantOf(to, value.constant);
  const { type, parts } = concrete(value);
  const from = scalarOf({ type });
  return {
    type: type.kind === "vector" ? { ...type, scalar: to } : scalarType(to),
    parts: parts.map((part) => convertPart(part, from, to)),
    ...(from === "f32" && to === "f32" && value.isRaw === true ? { isRaw: true } : {}),
  };
}

/** Rounds floats to f32, where they are not yet. */
export function rounded(value: Value): Value {
  if (value.isRaw !== true) return value;
  return { type: value.type, parts: value.parts.map((part) => `fround(${part})`) };
}

/** Returns the value as it is kept in a variable of this type; null for the value's own type. */
export function kept(value: Value, type: Type | null): Value {
  const isNumber = type?.kind === "scalar" || (type === null && value.type.kind === "scalar");
  if (!isNumber) return rounded(value);
  return rounded(type === null ? concrete(value) : asScalar(value, scalarOf({ type })));
}
