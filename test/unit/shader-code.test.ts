import { describe, expect, it } from "vitest";
import { PRELUDE_LINES } from "../../src/gpu/join-shader.ts";
import { shaderCode } from "../../src/gpu/shader-code.ts";

const FILES = import.meta.glob<string>("../../shaders/*.wgsl", {
  query: "?raw",
  import: "default",
  eager: true,
});

const MAIN = "@compute @workgroup_size(LANES)\nfn main() {}\n";

describe("shaderCode", () => {
  it("puts the prelude in front of the file's first line", () => {
    const [prelude = "", ...file] = shaderCode("kernel/x", MAIN, "f16").split("\n");
    expect(PRELUDE_LINES).toBe(1);
    expect(prelude).toBe("enable f16; alias Real = f16; override LANES: u32;");
    expect(file.join("\n")).toBe(MAIN);
  });

  it("joins the snippets that a file names behind it, each once", () => {
    const code = shaderCode("kernel/x", `// What it does.\n// uses: item, tiles\n\n${MAIN}`, "f32");
    expect(code.indexOf(MAIN)).toBeLessThan(code.indexOf("fn item_of"));
    expect(code.match(/fn (item_of|tile_of|group_of)\(/g)).toEqual([
      "fn group_of(",
      "fn item_of(",
      "fn tile_of(",
    ]);
    expect(shaderCode("kernel/x", MAIN, "f32")).not.toContain("item_of");
  });

  it("takes a snippet's form for subgroups where the device has them, and enables them only then", () => {
    const wgsl = `// What it does.\n// uses: finite, reduce\n\n${MAIN}`;
    const [subgroups, plain] = [true, false].map((has) => shaderCode("kernel/x", wgsl, "f32", has));
    expect(subgroups).toMatch(/^enable subgroups; alias Real = f32;.*\n\/\/ What/);
    expect(subgroups).toContain("subgroupAdd");
    expect(plain).not.toMatch(/subgroupAdd|enable/);
    for (const code of [subgroups, plain]) expect(code).toContain("fn sum_of_lanes(");
    expect(shaderCode("kernel/x", MAIN, "f16", true)).toMatch(/^enable f16; alias/);
  });

  it("says which snippet there is none of", () => {
    expect(() => shaderCode("kernel/x", `// uses: item, tile\n${MAIN}`, "f32")).toThrow(
      /kernel\/x uses the snippet "tile"; shaders\/snippets has attention, codes, cover, dycoke, finite, item, likeness, mass, pcg, reduce, tiles/,
    );
  });

  it.each(Object.entries(FILES))("gives %s what it calls, and no more", (_, wgsl) => {
    const code = shaderCode("kernel/x", wgsl, "f32");
    for (const name of ["Invocation", "attention_to", "is_finite", "four_cosines", "tile_of"]) {
      expect(code.includes(`fn ${name}(`) || code.includes(`struct ${name} `)).toBe(
        new RegExp(`\\b${name}\\b`).test(wgsl),
      );
    }
    expect(wgsl, "the launcher gives the lanes").not.toMatch(/override LANES/);
  });
});
