// What the names of a shader stand for.

import type { Layout, Type } from "./types.ts";
import type { Value } from "./values.ts";

/** Words that a variable occupies. */
export interface Memory {
  readonly name: string;
  readonly layout: Layout;
  /** Whether it is a buffer or the workgroup's, which is read as floats, uints or ints; else a function's own array. */
  readonly isShared: boolean;
}

export type Binding =
  /** A variable whose scalars are variables of JavaScript. */
  | { readonly kind: "registers"; readonly type: Type; readonly names: readonly string[] }
  | { readonly kind: "value"; readonly value: Value }
  /** A member of the uniforms, or an `override`: a variable of the whole shader. */
  | { readonly kind: "shared"; readonly type: Type; readonly names: readonly string[] }
  | { readonly kind: "memory"; readonly type: Type; readonly memory: Memory }
  | { readonly kind: "texture"; readonly name: string };

export interface Scope {
  /** @throws Error for a name that nothing has. */
  find(name: string): Binding;
  declare(name: string, binding: Binding): void;
}

export function scopeIn(outer: Pick<Scope, "find">): Scope {
  const own = new Map<string, Binding>();
  return {
    find: (name) => own.get(name) ?? outer.find(name),
    declare: (name, binding) => void own.set(name, binding),
  };
}
