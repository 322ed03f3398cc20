import { describe, expect, it } from "vitest";
import { staticFiles } from "../../../tools/lab/bench/first-paint.ts";
import { line, lineCells } from "../../../tools/lab/bench/lines.ts";
import { median } from "../../../src/evaluation/stats.ts";

describe("the bench", () => {
  it("takes the middle value, or the mean of the middle two", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 100])).toBe(3.5);
    expect(median([10, 9, 100, 8, 11])).toBe(10);
    expect(() => median([])).toThrow(/median of nothing/);
  });

  it("judges a ratio by what was wanted, and only reports where nothing was", () => {
    expect(line("a", 0.32, 0.32, "ratio", "").passed).toBe(true);
    expect(line("a", 0.321, 0.32, "ratio", "").passed).toBe(false);
    expect(line("a", Number.NaN, 0.32, "ratio", "").passed).toBe(false);
    expect(line("a", 7, null, "ratio", "").passed).toBe(true);
    expect(lineCells(line("a", 251, 250, "kB", "gzip"))).toEqual([
      "a",
      "251.0 kB",
      "≤ 250.0 kB",
      "FAIL",
      "gzip",
    ]);
  });

  it("weighs what loads before the first paint, once, and not what loads later", () => {
    const manifest = {
      "index.html": {
        file: "a.js",
        isEntry: true,
        imports: ["_shared.js", "_react.js"],
        dynamicImports: ["src/later.ts"],
        css: ["a.css"],
      },
      "_shared.js": { file: "shared.js", imports: ["_react.js"], css: ["shared.css", "a.css"] },
      "_react.js": { file: "react.js", imports: ["_shared.js"] },
      "src/later.ts": { file: "later.js", isDynamicEntry: true, css: ["later.css"] },
    };
    expect(staticFiles(manifest)).toEqual({
      scripts: ["a.js", "shared.js", "react.js"],
      styles: ["a.css", "shared.css"],
    });
  });
});
