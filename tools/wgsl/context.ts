// What the translation of a function works with.

import type { Reference } from "./references.ts";
import type { Scope } from "./scope.ts";
import type { Declaration, Expression, FunctionDeclaration, TypeSyntax } from "./syntax.ts";
import type { Type } from "./types.ts";
import type { Value } from "./values.ts";
import type { Writer } from "./writer.ts";

/** What a shader declares. */
export interface Shader {
  readonly declarations: readonly Declaration[];
  /** The names that every function sees. */
  readonly scope: Pick<Scope, "find">;
  functionNamed(name: string): FunctionDeclaration | null;
  /** Whether a name, as a function is called, is a type. */
  isType(syntax: TypeSyntax): boolean;
  typeOf(syntax: TypeSyntax): Type;
  /** The value of an expression outside of functions. */
  constantValue(expression: Expression, type?: TypeSyntax | null): Value;
  /** Whether a function waits for the other invocations of its workgroup, by itself or in what it calls. */
  waits(declared: FunctionDeclaration): boolean;
  /** The variables of the whole shader that anything reads. */
  readonly read: Set<string>;
}

/** The function that is being translated. */
export interface Context {
  readonly shader: Shader;
  readonly writer: Writer;
  scope: Scope;
  valueOf(expression: Expression): Value;
  /** Evaluates expressions in order: what one needs beforehand must not come before those on its left. */
  valuesOf(expressions: readonly Expression[]): Value[];
  /** Returns the place that an expression names, or that of a value without a name, which can only be read. */
  referenceTo(expression: Expression): Reference;
  /** Returns the same value in parts that may be written more than once. */
  plain(value: Value): Value;
}
