// Translates a WGSL compute shader into the text of a JavaScript function, which src/gpu/software/ runs. One invocation is
// one call of `main`; where it waits at a barrier it is a generator, and all of a workgroup are stepped from barrier to
// barrier.

import type { Shader } from "./context.ts";
import { createContext, functionName, isInlined } from "./expressions.ts";
import { parse } from "./parse.ts";
import { VIEWS } from "./references.ts";
import { scopeIn } from "./scope.ts";
import { readShader } from "./shader.ts";
import { writeBlock } from "./statements.ts";
import type { Declaration, FunctionDeclaration } from "./syntax.ts";
import { scalarsOf, SHARED, type Type } from "./types.ts";
import { convertPart } from "./values.ts";
import { createWriter, sharedName } from "./writer.ts";

/** What the text takes of `src/gpu/software/helpers.ts`. */
const HELPERS = [
  "bitsIn",
  "bitsOf",
  "constantOf",
  "floatOf",
  "fround",
  "inStep",
  "lowestBit",
  "packBytes",
  "returned",
  "toInt",
  "toUint",
  "workgroupMemory",
];

/**
 * Returns an expression: a function `(constants, helpers) => { bind, run, unbind }`, a `CreateProgram` of src/gpu/software/program.ts.
 * @throws Error that names the line of what is no WGSL or is not translated.
 */
export function translate(wgsl: string): string {
  const shader = readShader(parse(wgsl));
  const entry = shader.declarations.find(
    (declared): declared is FunctionDeclaration =>
      declared.kind === "function" && declared.size !== null,
  );
  if (entry === undefined) throw new Error("there is no entry point");
  const functions = functionsOf(shader)
    .filter((declared) => !isInlined(shader, declared))
    .map((declared) => functionText(shader, declared));
  const body = [
    ...constantLines(shader),
    ...memoryLines(shader),
    ...functions,
    "return {",
    ...bindLines(shader),
    ...runLines(shader, entry),
    "};",
  ];
  const text = body.join("\n");
  const helpers = HELPERS.filter((name) => new RegExp(`\\b${name}\\(|\\b${name}\\[`).test(text));
  return [
    "(constants, helpers) => {",
    `const { ${helpers.join(", ")} } = helpers;`,
    text,
    "}",
  ].join("\n");
}

const functionsOf = ({ declarations }: Shader): FunctionDeclaration[] =>
  declarations.filter((declared) => declared.kind === "function");

function functionText(shader: Shader, declared: FunctionDeclaration): string {
  const writer = createWriter();
  const scope = scopeIn(shader.scope);
  const context = createContext(shader, writer, scope);
  const parameters = declared.parameters.map((parameter) => {
    const type = shader.typeOf(parameter.type);
    const names = scalarsOf(type).map(() => writer.fresh(parameter.name));
    scope.declare(parameter.name, { kind: "registers", type, names });
    return names;
  });
  const result = declared.result === null ? null : shader.typeOf(declared.result);
  // A parameter that is assigned in WGSL is none: `var x = parameter` makes a copy.
  writeBlock(context, declared.body, result);
  const names = new Set(writer.lines.flatMap((line) => line.match(/[\w$]+/g) ?? []));
  const read = [...writer.read].filter((name) => names.has(name));
  for (const name of read) shader.read.add(name);
  const star = shader.waits(declared) ? "*" : "";
  return [
    `function${star} ${functionName(declared)}(${parameters.flat().join(", ")}) {`,
    ...read.map((name) => `const ${name} = ${sharedName(name)};`),
    ...writer.lines,
    "}",
  ].join("\n");
}

/** The overrides: numbers that are known when a pipeline is made. */
function constantLines(shader: Shader): string[] {
  return shader.declarations.flatMap((declared) => {
    if (declared.kind !== "constant" || declared.how !== "override") return [];
    const { name, value } = declared;
    const binding = shader.scope.find(name);
    if (binding.kind !== "shared" || binding.type.kind !== "scalar") return [];
    const fallback = value === null ? "" : `, ${shader.constantValue(value).parts[0]!}`;
    const given = `constantOf(constants, "${name}"${fallback})`;
    const { scalar } = binding.type;
    const wrapped = scalar === "bool" ? `Boolean(${given})` : convertPart(given, "f32", scalar);
    return [`const ${sharedName(name)} = ${wrapped};`];
  });
}

type Variable = Declaration & { readonly kind: "variable" };

const variablesOf = (shader: Shader, ...spaces: readonly string[]): Variable[] =>
  shader.declarations.filter(
    (declared): declared is Variable =>
      declared.kind === "variable" && spaces.includes(declared.space),
  );

/** The views of a variable's words that anything reads. */
const viewsOf = ({ read }: Shader, name: string): string[] =>
  [...new Set(Object.values(VIEWS))].filter((view) => read.has(`${name}$${view}`));

const VIEW_MEMBERS = { f: "floats", u: "uints", i: "ints" } as const;

/** The variables to which `bind` gives what a dispatch is bound to, and the workgroup's own words. */
function memoryLines(shader: Shader): string[] {
  const bound = variablesOf(shader, "storage", "uniform", "handle").flatMap((variable) =>
    boundNames(shader, variable).map(([name]) => `let ${sharedName(name)};`),
  );
  const own = variablesOf(shader, "workgroup").flatMap(({ name, type }) => {
    const words = `${sharedName(name)}$words`;
    return [
      `const ${words} = workgroupMemory(${wordsText(shader.typeOf(type))});`,
      ...viewsOf(shader, name).map(
        (view) => `const ${sharedName(`${name}$${view}`)} = ${words}.${VIEW_MEMBERS[view as "f"]};`,
      ),
    ];
  });
  return [...bound, ...own];
}

/** The words of a variable as JavaScript, because an override may be the length of an array. */
function wordsText(type: Type): string {
  if (type.kind !== "array" || type.count === null) return String(SHARED.stride(type));
  return `${type.count.text} * ${wordsText(type.of)}`;
}

/** What `bind` sets for a variable: names, and where they come from. */
function boundNames(shader: Shader, variable: Variable): (readonly [name: string, from: string])[] {
  const { name, group, binding } = variable;
  const resource = `groups[${group}][${binding}]`;
  const type = shader.typeOf(variable.type);
  if (type.kind === "texture") {
    return [
      [`${name}$bytes`, `${resource}.bytes`],
      [`${name}$width`, `${resource}.width`],
    ];
  }
  if (variable.space === "uniform") {
    const scalars = scalarsOf(type);
    return SHARED.offsets(type).map((offset, i) => {
      const word = `${resource}.${VIEW_MEMBERS[VIEWS[scalars[i]!]]}[${offset}]`;
      return [`${name}$${i}`, word] as const;
    });
  }
  return viewsOf(shader, name).map((view) => [
    `${name}$${view}`,
    `${resource}.${VIEW_MEMBERS[view as "f"]}`,
  ]);
}

function bindLines(shader: Shader): string[] {
  const bound = variablesOf(shader, "storage", "uniform", "handle");
  const set = (from: (variable: Variable) => (readonly [name: string, from: string])[]): string[] =>
    bound.flatMap((variable) =>
      from(variable).map(([name, value]) => `${sharedName(name)} = ${value};`),
    );
  return [
    "bind(groups) {",
    ...set((variable) => boundNames(shader, variable)),
    "},",
    "unbind() {",
    ...set((variable) => boundNames(shader, variable).map(([name]) => [name, "undefined"])),
    "},",
  ];
}

/** What `main` is told about its place. */
const BUILTIN_PLACES: Readonly<Record<string, readonly string[]>> = {
  workgroup_id: ["x", "y", "z"],
  num_workgroups: ["across", "down", "deep"],
  local_invocation_index: ["lane"],
};

function runLines(shader: Shader, entry: FunctionDeclaration): string[] {
  const places = entry.parameters.flatMap(({ type, builtin }) => {
    const own = shader.typeOf(type);
    const builtins =
      own.kind === "struct" ? own.members.map((member) => member.builtin) : [builtin];
    return builtins.flatMap((name) => {
      const place = BUILTIN_PLACES[name ?? ""];
      if (place === undefined)
        throw new Error(`line ${entry.line}: @builtin(${name}) is not translated`);
      return place;
    });
  });
  const size = shader.constantValue(entry.size!).parts[0]!;
  const call = `${functionName(entry)}(${places.join(", ")})`;
  const zeros = variablesOf(shader, "workgroup").map(
    ({ name }) => `${sharedName(name)}$words.uints.fill(0);`,
  );
  return [
    "run(across, down, deep) {",
    "for (let z = 0; z < deep; z++) for (let y = 0; y < down; y++) for (let x = 0; x < across; x++) {",
    ...zeros,
    shader.waits(entry)
      ? `inStep(${size}, (lane) => ${call});`
      : `for (let lane = 0; lane < ${size}; lane++) ${call};`,
    "}",
    "},",
  ];
}
