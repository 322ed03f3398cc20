// Runs a WGSL text as its translation.

import * as helpers from "../../src/gpu/software/helpers.ts";
import type { CreateProgram, Resource } from "../../src/gpu/software/program.ts";
import { wordsOf, type Words } from "../../src/gpu/software/words.ts";
import { translate } from "../../tools/wgsl/translate.ts";

export const compiled = (wgsl: string): CreateProgram =>
  // oxlint-disable-next-line no-implied-eval, no-new-func
  new Function(`return ${translate(wgsl)}`)() as CreateProgram;

/** Runs a shader on its tensors, group 0, and params, group 1. */
export function runWgsl(
  wgsl: string,
  tensors: readonly Resource[],
  {
    constants = {},
    params = [],
    groups = [1, 1, 1],
  }: {
    readonly constants?: Readonly<Record<string, number>>;
    readonly params?: readonly Resource[];
    readonly groups?: readonly [number, number, number];
  } = {},
): void {
  const program = compiled(wgsl)(constants, helpers);
  program.bind([tensors, params]);
  program.run(...groups);
}

export const words = (count: number): Words => wordsOf(new ArrayBuffer(4 * count));

export function floatWords(...values: readonly number[]): Words {
  const made = words(values.length);
  made.floats.set(values);
  return made;
}

export function uintWords(...values: readonly number[]): Words {
  const made = words(values.length);
  made.uints.set(values);
  return made;
}

/** The values of one expression of WGSL, written to `out`, whose element type is given. */
export function evaluated(
  expression: string,
  type: "f32" | "u32" | "i32",
  {
    inputs = [],
    declarations = "",
  }: { readonly inputs?: readonly number[]; readonly declarations?: string } = {},
): number {
  const out = words(1);
  runWgsl(
    `${declarations}
     @group(0) @binding(0) var<storage, read> x: array<f32>;
     @group(0) @binding(1) var<storage, read> n: array<u32>;
     @group(0) @binding(2) var<storage, read_write> out: array<${type}>;
     @compute @workgroup_size(1) fn main() { out[0] = ${expression}; }`,
    [floatWords(0, ...inputs), uintWords(0, ...inputs), out],
  );
  return { f32: out.floats, u32: out.uints, i32: out.ints }[type][0]!;
}
