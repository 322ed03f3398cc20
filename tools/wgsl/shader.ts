// What a shader declares: types, functions, and what its global names stand for.

import { BARRIERS } from "./builtins.ts";
import type { Shader } from "./context.ts";
import { createContext } from "./expressions.ts";
import { scopeIn, type Binding } from "./scope.ts";
import type { Declaration, Expression, TypeSyntax } from "./syntax.ts";
import { scalarsOf, scalarType, SHARED, vectorType, type Count, type Type } from "./types.ts";
import { asScalar, kept, scalarOf } from "./values.ts";
import { constantWriter } from "./writer.ts";

const NUMBER = /^(f32|u32|i32|bool)$/;
const VECTOR = /^vec([234])([fui])?$/;
const MATRIX = /^mat([234])x([234])f?$/;
const LETTERS = { f: "f32", u: "u32", i: "i32" } as const;

export function readShader(declarations: readonly Declaration[]): Shader {
  const byName = new Map(declarations.map((declared) => [declared.name, declared]));
  const bindings = new Map<string, Binding>();
  const read = new Set<string>();
  const waiting = new Map<string, boolean>();

  const shader: Shader = {
    declarations,
    read,
    scope: {
      find(name) {
        let binding = bindings.get(name);
        if (binding === undefined) {
          const declared = byName.get(name);
          if (declared === undefined) throw new Error(`nothing is named "${name}"`);
          binding = bindingOf(shader, declared);
          bindings.set(name, binding);
        }
        return binding;
      },
    },
    functionNamed(name) {
      const declared = byName.get(name);
      return declared?.kind === "function" ? declared : null;
    },
    isType({ name }) {
      const kind = byName.get(name)?.kind;
      if (kind === "struct" || kind === "alias" || name === "array") return true;
      return [NUMBER, VECTOR, MATRIX].some((pattern) => pattern.test(name));
    },
    typeOf: (syntax) => typeOf(shader, byName, syntax),
    constantValue(expression, type = null) {
      const writer = constantWriter((name) => read.add(name));
      const context = createContext(shader, writer, scopeIn(shader.scope));
      const value = context.valueOf(expression);
      return type === null ? value : kept(value, shader.typeOf(type));
    },
    waits(declared) {
      let isWaiting = waiting.get(declared.name);
      if (isWaiting === undefined) {
        isWaiting = callsIn(declared).some((name) => {
          const called = shader.functionNamed(name);
          return BARRIERS.has(name) || (called !== null && shader.waits(called));
        });
        waiting.set(declared.name, isWaiting);
      }
      return isWaiting;
    },
  };
  return shader;
}

function typeOf(
  shader: Shader,
  byName: ReadonlyMap<string, Declaration>,
  { name, of, count, line }: TypeSyntax,
): Type {
  const declared = byName.get(name);
  if (declared?.kind === "alias") return shader.typeOf(declared.type);
  if (declared?.kind === "struct") {
    const members = declared.members.map((member) => ({
      name: member.name,
      type: shader.typeOf(member.type),
      builtin: member.builtin,
    }));
    return { kind: "struct", name, members };
  }
  if (NUMBER.test(name)) return scalarType(name as "f32");
  const [, size, letter] = VECTOR.exec(name) ?? [];
  if (size !== undefined) {
    const scalar = of === null ? LETTERS[letter as "f"] : scalarOf({ type: shader.typeOf(of) });
    return vectorType(Number(size), scalar);
  }
  const [, columns, rows] = MATRIX.exec(name) ?? [];
  if (columns !== undefined)
    return { kind: "matrix", columns: Number(columns), rows: Number(rows) };
  if (name === "atomic" && of !== null) return shader.typeOf(of);
  if (name === "array" && of !== null) {
    return {
      kind: "array",
      of: shader.typeOf(of),
      count: count === null ? null : countOf(shader, count),
    };
  }
  if (name.startsWith("texture_")) return { kind: "texture" };
  throw new Error(`line ${line}: the type ${name} is not translated`);
}

function countOf(shader: Shader, expression: Expression): Count {
  const { parts, constant } = shader.constantValue(expression);
  return { text: parts[0]!, constant: constant ?? null };
}

function bindingOf(shader: Shader, declared: Declaration): Binding {
  const { name } = declared;
  if (declared.kind === "constant") {
    if (declared.how === "override") {
      const type =
        declared.type === null
          ? overrideType(shader, declared.value!)
          : shader.typeOf(declared.type);
      return { kind: "shared", type, names: [name] };
    }
    return { kind: "value", value: shader.constantValue(declared.value!, declared.type) };
  }
  if (declared.kind !== "variable") throw new Error(`"${name}" is no value`);
  const type = shader.typeOf(declared.type);
  if (type.kind === "texture") return { kind: "texture", name };
  if (declared.space === "uniform") {
    return { kind: "shared", type, names: scalarsOf(type).map((_, i) => `${name}$${i}`) };
  }
  return { kind: "memory", type, memory: { name, layout: SHARED, isShared: true } };
}

function overrideType(shader: Shader, value: Expression): Type {
  return asScalar(shader.constantValue(value), "i32").type;
}

/** The names of all functions that a piece of syntax calls. */
function callsIn(syntax: unknown): string[] {
  if (typeof syntax !== "object" || syntax === null) return [];
  const own =
    "kind" in syntax && syntax.kind === "call" && "callee" in syntax
      ? [(syntax.callee as TypeSyntax).name]
      : [];
  return [...own, ...Object.values(syntax).flatMap(callsIn)];
}
