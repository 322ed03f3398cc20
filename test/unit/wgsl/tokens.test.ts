import { describe, expect, it } from "vitest";
import { tokensOf } from "../../../tools/wgsl/tokens.ts";

const texts = (wgsl: string): string[] => tokensOf(wgsl).map(({ text }) => text);

describe("tokensOf", () => {
  it("splits names, numbers and operators, and drops comments", () => {
    expect(texts("let a=1e-4*b.x; // c\n/* d\n */ x<<=0xffu;")).toEqual([
      "let",
      "a",
      "=",
      "1e-4",
      "*",
      "b",
      ".",
      "x",
      ";",
      "x",
      "<<=",
      "0xffu",
      ";",
      "",
    ]);
  });

  it("leaves every > alone, since it may end a template", () => {
    expect(texts("array<vec4<f32>>")).toEqual(["array", "<", "vec4", "<", "f32", ">", ">", ""]);
  });

  it("counts lines", () => {
    expect(tokensOf("a\n// b\nc /* \n\n */ d").map(({ line }) => line)).toEqual([1, 3, 5, 5]);
  });

  it("names the line of what begins no token", () => {
    expect(() => tokensOf("a\n  #")).toThrow('line 2: "#" begins no token');
  });
});
