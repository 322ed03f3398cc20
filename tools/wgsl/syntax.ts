// The syntax tree of a WGSL text, as far as the shaders use the language.

export type ScalarName = "f32" | "u32" | "i32" | "bool";

/** A scalar type, or that of a number without one: "int" is `1`, "float" is `1.0`. */
export type Scalar = ScalarName | "int" | "float";

/** A type as it is written: `f32`, `vec4<Real>`, `array<u32, LANES>`. */
export interface TypeSyntax {
  readonly name: string;
  readonly of: TypeSyntax | null;
  /** The length of an array. */
  readonly count: Expression | null;
  readonly line: number;
}

interface At {
  readonly line: number;
}

export type Expression = At &
  (
    | { readonly kind: "literal"; readonly scalar: Scalar; readonly value: number }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "call"; readonly callee: TypeSyntax; readonly args: readonly Expression[] }
    | { readonly kind: "member"; readonly of: Expression; readonly name: string }
    | { readonly kind: "index"; readonly of: Expression; readonly index: Expression }
    | { readonly kind: "unary"; readonly operator: string; readonly of: Expression }
    | {
        readonly kind: "binary";
        readonly operator: string;
        readonly left: Expression;
        readonly right: Expression;
      }
  );

export type Block = readonly Statement[];

export type Statement = At &
  (
    | {
        readonly kind: "declare";
        readonly how: "let" | "var" | "const";
        readonly name: string;
        readonly type: TypeSyntax | null;
        readonly value: Expression | null;
      }
    | {
        readonly kind: "assign";
        /** The operator of `+=`; null for `=`. */
        readonly operator: string | null;
        readonly target: Expression;
        readonly value: Expression;
      }
    | { readonly kind: "call"; readonly call: Expression }
    | {
        readonly kind: "if";
        readonly condition: Expression;
        readonly body: Block;
        readonly otherwise: Block;
      }
    /** `while` and `loop` too, without what they do not have. */
    | {
        readonly kind: "for";
        readonly first: Statement | null;
        readonly condition: Expression | null;
        readonly step: Statement | null;
        readonly body: Block;
      }
    | { readonly kind: "block"; readonly body: Block }
    | { readonly kind: "return"; readonly value: Expression | null }
    | { readonly kind: "break" }
    | { readonly kind: "continue" }
  );

/** A member of a struct, or a parameter of a function. */
export interface Member {
  readonly name: string;
  readonly type: TypeSyntax;
  /** The name of its `@builtin`. */
  readonly builtin: string | null;
}

export type Declaration = At & { readonly name: string } & (
    | { readonly kind: "alias"; readonly type: TypeSyntax }
    | { readonly kind: "struct"; readonly members: readonly Member[] }
    | {
        readonly kind: "constant";
        readonly how: "const" | "override";
        readonly type: TypeSyntax | null;
        readonly value: Expression | null;
      }
    | {
        readonly kind: "variable";
        /** "storage", "uniform", "workgroup", or "handle" for a texture. */
        readonly space: string;
        readonly type: TypeSyntax;
        readonly group: number;
        readonly binding: number;
      }
    | FunctionDeclaration
  );

export interface FunctionDeclaration extends At {
  readonly kind: "function";
  readonly name: string;
  readonly parameters: readonly Member[];
  readonly result: TypeSyntax | null;
  readonly body: Block;
  /** The workgroup's size along x, where it is an entry point. */
  readonly size: Expression | null;
}
