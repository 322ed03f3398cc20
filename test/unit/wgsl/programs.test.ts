import { describe, expect, it } from "vitest";
import { shaderCode } from "../../../src/gpu/shader-code.ts";
import { digestOf } from "../../../src/gpu/software/digest.ts";
import * as helpers from "../../../src/gpu/software/helpers.ts";
import { PROGRAMS } from "../../../src/gpu/software/programs.ts";

const FILES = import.meta.glob<string>("../../../shaders/*.wgsl", {
  query: "?raw",
  import: "default",
  eager: true,
});

describe("the translated shaders", () => {
  it("are as many as there are, each of another text", () => {
    expect(PROGRAMS.size).toBe(Object.keys(FILES).length);
  });

  it.each(Object.entries(FILES))("hold %s as the page joins it", (path, wgsl) => {
    const program = PROGRAMS.get(digestOf(shaderCode(path, wgsl, "f32")));
    const named = [...wgsl.matchAll(/override (\w+)/g)].map(([, name]) => [name, 1]);
    const constants = Object.fromEntries([...named, ["LANES", 64], ["SLICES", 8]]);
    expect(program?.create(constants, helpers)).toMatchObject({ run: expect.any(Function) });
    expect(PROGRAMS.get(digestOf(shaderCode(path, wgsl, "f16")))).toBeUndefined();
  });
});

describe("digestOf", () => {
  it("changes with every letter and with the length", () => {
    expect(digestOf("ab")).toBe(digestOf("ab"));
    expect(new Set(["", "a", "b", "ab", "ba", "aba"].map(digestOf)).size).toBe(6);
  });
});
