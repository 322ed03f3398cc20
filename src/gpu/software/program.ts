// What a translated shader is. The texts are made by tools/wgsl/translate.ts when the page is built.

import type * as helpers from "./helpers.ts";
import type { Words } from "./words.ts";

/** A picture of 8 bits a channel, RGBA. */
export interface Texels {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

export type Resource = Words | Texels;

/** A shader with its constants. It is bound, run and unbound in one go, so that dispatches never mix. */
export interface Program {
  /** `groups[group][binding]` */
  bind(groups: readonly (readonly Resource[])[]): void;
  /** Runs so many workgroups along x, y and z. */
  run(across: number, down: number, deep: number): void;
  /** Lets go of what it was bound to, whose memory would otherwise stay. */
  unbind(): void;
}

/** @throws Error for a constant that the shader wants and does not get. */
export type CreateProgram = (
  constants: Readonly<Record<string, number>>,
  given: typeof helpers,
) => Program;

/** The module of a translated shader. */
export interface TranslatedShader {
  /** `digestOf` the text that was translated. */
  readonly digest: string;
  readonly create: CreateProgram;
}
