// The snippets that the page brings for its shaders.

import attention from "../../shaders/snippets/attention.wgsl?raw";
import codes from "../../shaders/snippets/codes.wgsl?raw";
import cover from "../../shaders/snippets/cover.wgsl?raw";
import dycoke from "../../shaders/snippets/dycoke.wgsl?raw";
import finite from "../../shaders/snippets/finite.wgsl?raw";
import item from "../../shaders/snippets/item.wgsl?raw";
import likeness from "../../shaders/snippets/likeness.wgsl?raw";
import mass from "../../shaders/snippets/mass.wgsl?raw";
import pcg from "../../shaders/snippets/pcg.wgsl?raw";
import reduce from "../../shaders/snippets/reduce.wgsl?raw";
import reduceSubgroups from "../../shaders/snippets/reduce-subgroups.wgsl?raw";
import tiles from "../../shaders/snippets/tiles.wgsl?raw";
import { type Forms, joinShader, type Real } from "./join-shader.ts";

const SNIPPETS: ReadonlyMap<string, string> = new Map([
  ["attention", attention],
  ["codes", codes],
  ["cover", cover],
  ["dycoke", dycoke],
  ["finite", finite],
  ["item", item],
  ["likeness", likeness],
  ["mass", mass],
  ["pcg", pcg],
  ["reduce", reduce],
  ["tiles", tiles],
]);

const SUBGROUP_FORMS: Forms = new Map([["reduce", reduceSubgroups]]);
const NO_FORMS: Forms = new Map();

/**
 * Returns the whole text of a shader; `hasSubgroups` tells whether the device has that feature.
 * @throws Error for an unknown snippet.
 */
export const shaderCode = (label: string, wgsl: string, real: Real, hasSubgroups = false): string =>
  joinShader(label, wgsl, real, SNIPPETS, hasSubgroups ? SUBGROUP_FORMS : NO_FORMS);
