// Operators on values: integers wrap at 32 bits, floats are computed in doubles and rounded to f32 where the value is
// kept, which WGSL allows.

import type { Scalar } from "./syntax.ts";
import { nameOf, scalarType, vectorType } from "./types.ts";
import { asScalar, concrete, constantOf, isAbstract, scalarOf, type Value } from "./values.ts";

const COMPARISONS = ["==", "!=", "<", "<=", ">", ">="];

/** The operator on one pair of scalars of one type. */
function combine(operator: string, a: string, b: string, scalar: Scalar): string {
  if (operator === "==" || operator === "!=") return `(${a} ${operator}= ${b})`;
  if (COMPARISONS.includes(operator)) return `(${a} ${operator} ${b})`;
  if (scalar === "bool") return `(${a} ${operator}${operator} ${b})`;
  if (scalar === "f32") return `fround(${a} ${operator} ${b})`;
  return combineIntegers(operator, a, b, scalar === "u32" ? " >>> 0" : " | 0");
}

function combineIntegers(operator: string, a: string, b: string, wrap: string): string {
  const isUnsigned = wrap === " >>> 0";
  switch (operator) {
    case "*":
      return isUnsigned ? `(Math.imul(${a}, ${b}) >>> 0)` : `Math.imul(${a}, ${b})`;
    case "/":
      // WGSL: what is divided by zero stays itself.
      return /^[1-9]\d*$/.test(b) ? `((${a} / ${b})${wrap})` : `((${a} / (${b} || 1))${wrap})`;
    case ">>":
      return isUnsigned ? `(${a} >>> ${b})` : `(${a} >> ${b})`;
    case "&":
    case "|":
    case "^":
    case "<<":
      return isUnsigned ? `((${a} ${operator} ${b}) >>> 0)` : `(${a} ${operator} ${b})`;
    default:
      return `((${a} ${operator} ${b})${wrap})`; // the rest by zero is NaN, which wraps to 0
  }
}

/** Returns a binary operator's value. `plain` makes the parts of a value such that they can be written more than once. */
export function binary(
  operator: string,
  left: Value,
  right: Value,
  plain: (value: Value) => Value,
): Value {
  const folded = foldedNumbers(operator, left, right);
  if (folded !== null) return folded;
  if (operator === "<<" || operator === ">>") {
    return elementwise(operator, concrete(left), asScalar(right, "u32"), plain);
  }
  const [a, b] = alike(left, right);
  if (operator === "*" && (a.type.kind === "matrix" || b.type.kind === "matrix")) {
    if (b.type.kind === "vector" || b.type.kind === "matrix") {
      if (a.type.kind === "vector") return vectorTimesMatrix(plain(a), plain(b));
      if (a.type.kind === "matrix") return matrixTimes(plain(a), plain(b));
    }
  }
  return elementwise(operator, a, b, plain);
}

/** Gives both sides the same scalar type, where one of them has none yet. */
export function alike(left: Value, right: Value): [Value, Value] {
  const [l, r] = [scalarOf(left), scalarOf(right)];
  if (isAbstract(l) && isAbstract(r)) {
    const scalar = l === "float" || r === "float" ? "f32" : "i32";
    return [asScalar(left, scalar), asScalar(right, scalar)];
  }
  return [asScalar(left, r), asScalar(right, l)];
}

function elementwise(operator: string, a: Value, b: Value, plain: (value: Value) => Value): Value {
  const scalar = scalarOf(a);
  const isShift = operator === "<<" || operator === ">>";
  if (!isShift && scalar !== scalarOf(b)) {
    throw new Error(`${nameOf(a.type)} ${operator} ${nameOf(b.type)}`);
  }
  const wider = b.parts.length > a.parts.length ? b : a;
  const count = wider.parts.length;
  const spread = (value: Value): readonly string[] =>
    value.parts.length === count
      ? value.parts
      : Array.from({ length: count }, () => plain(value).parts[0]!);
  const left = spread(a.parts.length === count ? a : plain(a));
  const right = spread(b.parts.length === count ? b : plain(b));
  const parts = left.map((part, i) => combine(operator, part, right[i]!, scalar));
  if (COMPARISONS.includes(operator)) {
    return { type: count === 1 ? scalarType("bool") : vectorType(count, "bool"), parts };
  }
  return { type: wider.type, parts };
}

const sumOfProducts = (a: readonly string[], b: readonly string[]): string =>
  `(${a.map((part, i) => `${part} * ${b[i]!}`).join(" + ")})`;

/** The dot product of two vectors of floats whose parts may be written more than once. */
export const dot = (a: Value, b: Value): Value => ({
  type: scalarType("f32"),
  parts: [sumOfProducts(a.parts, b.parts)],
  isRaw: true,
});

function columnsOf({ type, parts }: Value): string[][] {
  if (type.kind !== "matrix") throw new Error(`${nameOf(type)} is no matrix`);
  const { columns, rows } = type;
  return Array.from({ length: columns }, (_, i) => parts.slice(i * rows, (i + 1) * rows));
}

function vectorTimesMatrix(vector: Value, matrix: Value): Value {
  const parts = columnsOf(matrix).map((column) => sumOfProducts(vector.parts, column));
  return { type: vectorType(parts.length, "f32"), parts, isRaw: true };
}

function matrixTimes(matrix: Value, other: Value): Value {
  const columns = columnsOf(matrix);
  const rows = columns[0]!.map((_, row) => columns.map((column) => column[row]!));
  const times = (vector: readonly string[]): string[] =>
    rows.map((row) => sumOfProducts(row, vector));
  if (other.type.kind === "vector") {
    return { type: vectorType(rows.length, "f32"), parts: times(other.parts), isRaw: true };
  }
  const products = columnsOf(other).map(times);
  return {
    type: { kind: "matrix", columns: products.length, rows: rows.length },
    parts: products.flat(),
    isRaw: true,
  };
}

/** The parts in the order of the transposed matrix. */
export function transpose(matrix: Value): Value {
  const columns = columnsOf(matrix);
  const rows = columns[0]!.map((_, row) => columns.map((column) => column[row]!));
  return {
    ...matrix,
    type: { kind: "matrix", columns: rows.length, rows: columns.length },
    parts: rows.flat(),
  };
}

const FOLDS: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

/** Computes with numbers that are known now. */
function foldedNumbers(operator: string, left: Value, right: Value): Value | null {
  const fold = FOLDS[operator];
  if (fold === undefined || left.constant === undefined || right.constant === undefined)
    return null;
  const [l, r] = [scalarOf(left), scalarOf(right)];
  if (l !== r && !isAbstract(l) && !isAbstract(r)) return null;
  const scalar = isAbstract(l) && !(l === "float" && r === "int") ? r : l;
  return constantOf(scalar, fold(left.constant, right.constant));
}

export function unary(operator: string, value: Value): Value {
  const scalar = scalarOf(value);
  if (operator === "-" && value.constant !== undefined) return constantOf(scalar, -value.constant);
  const known = concrete(value);
  const { type } = known;
  const parts = known.parts.map((part) => {
    if (operator === "!") return `!${part}`;
    if (operator === "~") return scalar === "u32" ? `(~${part} >>> 0)` : `(~${part})`;
    return scalar === "i32" ? `(-${part} | 0)` : `(-${part})`;
  });
  return { type, parts, ...(value.isRaw === true ? { isRaw: true } : {}) };
}
