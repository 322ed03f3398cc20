import { expect, it } from "vitest";
import { zeroedVariables } from "../../src/gpu/zeroed-variables.ts";

it.each([
  ["var sum : vec4<f32>;", "var sum: vec4<f32> = vec4<f32>();"],
  ["var all: array<vec4f, 4>;", "var all: array<vec4f, 4> = array<vec4f, 4>();"],
  ["for (var i: u32; i < 3u; i++) {", "for (var i: u32 = u32(); i < 3u; i++) {"],
])("gives %s its 0", (code, zeroed) => {
  expect(zeroedVariables(code)).toBe(zeroed);
});

it.each([
  "var sum: f32 = 1.0;",
  "var sum = 0.0;",
  "var<private> own: f32;",
  "var<workgroup> tile: array<f32, 64>;",
  "@group(0) @binding(0) var<storage, read> rows: array<f32>;",
  "@group(0) @binding(0) var picture: texture_2d<f32>;",
  "@group(0) @binding(1) var nearest: sampler;",
])("leaves %s as it is", (code) => {
  expect(zeroedVariables(code)).toBe(code);
});
