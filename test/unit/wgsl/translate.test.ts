import { describe, expect, it } from "vitest";
import { translate } from "../../../tools/wgsl/translate.ts";
import { evaluated, floatWords, runWgsl, uintWords, words } from "../../support/run-wgsl.ts";

describe("integers", () => {
  it.each([
    ["n[1] + n[2]", [4294967295, 2], 1],
    ["n[1] - n[2]", [1, 2], 4294967295],
    ["n[1] * n[2]", [4294967295, 4294967295], 1],
    [
      "n[1] * 747796405u + 2891336453u",
      [123456789],
      (123456789n * 747796405n + 2891336453n) % 4294967296n,
    ],
    ["n[1] / n[2]", [4294967295, 2], 2147483647],
    ["n[1] / n[2]", [7, 0], 7],
    ["n[1] % n[2]", [4294967295, 10], 5],
    ["n[1] % n[2]", [7, 0], 0],
    ["~n[1]", [0], 4294967295],
    ["n[1] << 31u", [3], 2147483648],
    ["n[1] >> 31u", [4294967295], 1],
    ["(n[1] & 0x80000000u) | n[2]", [4294967295, 1], 2147483649],
    ["n[1] ^ n[2]", [4294967295, 1], 4294967294],
    ["countOneBits(n[1])", [4026531841], 5],
    ["firstTrailingBit(n[1])", [2147483648], 31],
    ["firstTrailingBit(n[1])", [0], 4294967295],
    ["min(n[1], n[2])", [4294967295, 2], 2],
    ["u32(x[1])", [3.99], 3],
    ["u32(-x[1])", [3.99], 0],
    ["u32(x[1])", [1e20], 4294967295],
    ["u32(n[1] < n[2])", [1, 4294967295], 1],
    ["bitcast<u32>(x[1])", [1.5], 0x3fc00000],
    ["bitcast<u32>(x[1] * x[2])", [1e30, 1e30], 0x7f800000],
    ["select(n[1], n[2], n[1] > n[2])", [3, 2], 2],
    ["u32(1 << (n[1] - 1u))", [5], 16],
    ["2u + 3u * 4u", [], 14],
    ["(2u + 3u) * 4u", [], 20],
    ["10u - 3u - 2u", [], 5],
    ["vec4u(1u, 2u, 3u, 4u).zx.y", [], 1],
    ["vec4u(1u, 2u, 3u, 4u)[n[1]]", [2], 3],
    ["dot4()", [], 30],
  ])("%s of %j is %s", (expression, inputs, wanted) => {
    const declarations = `
      fn squares(of: vec2u) -> vec2u { return of * of; }
      fn dot4() -> u32 { let a = squares(vec2u(1u, 2u)); let b = squares(vec2u(3u, 4u)); return a.x + a.y + b.x + b.y; }`;
    expect(evaluated(expression, "u32", { inputs, declarations })).toBe(Number(wanted));
  });

  it.each([
    ["i32(n[1]) / 2", [4294967289], -3],
    ["i32(n[1]) >> 1u", [4294967289], -4],
    ["-i32(n[1])", [2147483648], -2147483648],
    ["i32(x[1])", [-3.99], -3],
    ["i32(n[1]) * i32(n[2])", [4294967295, 5], -5],
    ["bitcast<i32>(n[1])", [4294967295], -1],
    ["clamp(i32(n[1]), -2, 2)", [4294967290], -2],
  ])("%s of %j is %i", (expression, inputs, wanted) => {
    expect(evaluated(expression, "i32", { inputs })).toBe(wanted);
  });
});

describe("floats", () => {
  it.each([
    ["0.1", [], Math.fround(0.1)],
    ["1.0 / 6.0", [], Math.fround(1 / 6)],
    ["x[1] * x[2] + x[3]", [2, 3, 4], 10],
    ["dot(vec4f(x[1], x[2], x[3], 1.0), vec4f(2.0))", [1, 2, 3], 14],
    ["inverseSqrt(x[1])", [4], 0.5],
    ["bitcast<f32>(0x3fc00000u)", [], 1.5],
    ["abs(-x[1])", [3], 3],
    ["f32(x[1] == 0.1)", [0.1], 1], // a number is compared as f32
    ["max(vec2f(x[1]), vec2f(1.0, 2.0)).y", [1.5], 2],
    ["(vec2f(x[1], x[2]) * mat2x2f(1.0, 2.0, 3.0, 4.0)).y", [5, 6], 39],
    ["(mat2x2f(1.0, 2.0, 3.0, 4.0) * vec2f(x[1], x[2])).y", [5, 6], 34],
    ["transpose(mat2x2f(1.0, 2.0, 3.0, 4.0))[0].y", [], 3],
    ["f32(any(vec2f(x[1], 1.0) == vec2f(x[2])))", [5, 6], 0],
    ["f32(all(vec2f(x[1], 1.0) < vec2f(x[2])))", [5, 6], 1],
  ])("%s of %j is %d", (expression, inputs, wanted) => {
    expect(evaluated(expression, "f32", { inputs })).toBe(wanted);
  });
});

/** Runs the statements of `main`, which write to `out`. */
function ran(
  statements: string,
  { size = 8, declarations = "", lanes = 1, groups = 1 } = {},
): number[] {
  const out = words(size);
  runWgsl(
    `override LANES: u32;
     ${declarations}
     @group(0) @binding(0) var<storage, read_write> out: array<u32>;
     @compute @workgroup_size(LANES)
     fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) { ${statements} }`,
    [out],
    { constants: { LANES: lanes }, groups: [groups, 1, 1] },
  );
  return [...out.uints];
}

describe("statements", () => {
  it("loops, breaks and continues", () => {
    expect(
      ran(`
        var at = 0u;
        for (var i = 0u; i < 100u; i++) {
          if (i % 2u == 1u) { continue; }
          if (i > 6u) { break; }
          out[at] = i;
          at += 1u;
        }
        while (at < 6u) { out[at] = 9u; at++; }
        loop { if (at == 8u) { return; } out[at] = at; at++; }
      `),
    ).toEqual([0, 2, 4, 6, 9, 9, 6, 7]);
  });

  it("evaluates the right side of && only where the left is true", () => {
    expect(
      ran(
        `if (lane == 1u && noted(0u).x > 0u) { out[1] = 1u; }
         if (lane == 0u || noted(2u).x > 0u) { out[3] = 1u; }
         if (lane == 0u && noted(4u).x > 0u) { out[5] = 1u; }`,
        {
          declarations:
            "fn noted(at: u32) -> vec2u { out[at] = 7u; var one = vec2u(1u); return one; }",
        },
      ),
    ).toEqual([0, 0, 0, 1, 7, 1, 0, 0]);
  });

  it("writes a vector that is made of its own old parts", () => {
    expect(
      ran(`
        var v = vec3u(1u, 2u, 3u);
        v = v.zxy;
        out[0] = v.x; out[1] = v.y; out[2] = v.z;
        v[lane + 1u] = 8u;
        out[3] = v.y;
      `),
    ).toEqual([3, 1, 2, 8, 0, 0, 0, 0]);
  });

  it("keeps an inner name apart from an outer one", () => {
    expect(ran("let a = 1u; { let a = 2u; out[0] = a; } out[1] = a;").slice(0, 2)).toEqual([2, 1]);
  });

  it("has arrays of its own, which begin as zeros in every round", () => {
    expect(
      ran(`for (var i = 0u; i < 2u; i++) {
             var a = array<vec2u, 3>();
             a[i + 1u].y += i + 5u;
             for (var j = 0u; j < 3u; j++) { out[3u * i + j] = a[j].y; }
           }`).slice(0, 6),
    ).toEqual([0, 5, 0, 0, 0, 6]);
  });

  it("assigns structs, and returns them from functions with branches", () => {
    const declarations = `
      struct Best { value: f32, at: u32 }
      fn better(a: Best, b: Best) -> Best { if (a.value > b.value) { return a; } return b; }`;
    expect(
      ran(
        `var best = Best(1.0, 1u);
         let other = Best(3.0, 2u);
         best = better(best, other);
         out[0] = best.at;
         best = better(Best(2.5, 9u), best);
         out[1] = best.at;
         out[2] = u32(best.value);`,
        { declarations },
      ).slice(0, 3),
    ).toEqual([2, 2, 3]);
  });
});

describe("workgroups", () => {
  it("waits at barriers, in loops and in functions that are called", () => {
    const declarations = `
      var<workgroup> sums: array<u32, LANES>;
      fn total(lane: u32, value: u32) -> u32 {
        sums[lane] = value;
        workgroupBarrier();
        for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
          if (lane < stride) { sums[lane] += sums[lane + stride]; }
          workgroupBarrier();
        }
        return sums[0];
      }`;
    expect(
      ran("let all = total(lane, lane + 100u * group.x); if (lane == 3u) { out[group.x] = all; }", {
        declarations,
        lanes: 8,
        groups: 3,
      }).slice(0, 3),
    ).toEqual([28, 828, 1628]);
  });

  it("begins every workgroup with memory of zeros", () => {
    expect(
      ran("atomicAdd(&count, 1u); workgroupBarrier(); out[group.x] = atomicLoad(&count);", {
        declarations: "var<workgroup> count: atomic<u32>;",
        lanes: 4,
        groups: 2,
      }).slice(0, 2),
    ).toEqual([4, 4]);
  });

  it("exchanges an atomic where it is what was expected", () => {
    expect(
      ran(
        `let first = atomicCompareExchangeWeak(&count, 0u, 5u);
         let second = atomicCompareExchangeWeak(&count, 0u, 6u);
         out[0] = u32(first.exchanged); out[1] = u32(second.exchanged); out[2] = second.old_value;`,
        { declarations: "var<workgroup> count: atomic<u32>;" },
      ).slice(0, 3),
    ).toEqual([1, 0, 5]);
  });
});

describe("memory", () => {
  it("lays out uniforms as WGSL does", () => {
    const params = words(12);
    params.uints.set([1, 2, 3, 4]);
    params.floats.set([5, 6, 7, 8, 9], 4);
    const out = words(6);
    runWgsl(
      `struct Params { a: u32, b: vec2u, mean: vec3f, scale: f32, last: f32 }
       @group(0) @binding(0) var<storage, read_write> out: array<f32>;
       @group(1) @binding(0) var<uniform> params: Params;
       @compute @workgroup_size(1) fn main() {
         out[0] = f32(params.a); out[1] = f32(params.b.y);
         out[2] = params.mean.x; out[3] = params.mean.z; out[4] = params.scale; out[5] = params.last;
       }`,
      [out],
      { params: [params] },
    );
    expect([...out.floats]).toEqual([1, 4, 5, 7, 8, 9]);
  });

  it("reads the same words as floats and as bits", () => {
    const out = words(4);
    runWgsl(
      `@group(0) @binding(0) var<storage, read> x: array<vec4u>;
       @group(0) @binding(1) var<storage, read_write> out: array<vec4f>;
       @compute @workgroup_size(1) fn main() { out[0] = 2.0 * bitcast<vec4f>(x[1]); }`,
      [floatWords(0, 0, 0, 0, 1, 2, 3, 4), out],
    );
    expect([...out.floats]).toEqual([2, 4, 6, 8]);
  });

  it("loads texels as shares of one", () => {
    const out = words(1);
    runWgsl(
      `@group(0) @binding(0) var frame: texture_2d<f32>;
       @group(0) @binding(1) var<storage, read_write> out: array<u32>;
       @compute @workgroup_size(1) fn main() { out[0] = pack4x8unorm(vec4f(textureLoad(frame, vec2i(1, 1), 0).rgb, 1.0)); }`,
      [{ bytes: Uint8Array.from({ length: 16 }, (_, i) => 10 * i), width: 2, height: 2 }, out],
    );
    expect(out.uints[0]).toBe((120 | (130 << 8) | (140 << 16) | (255 << 24)) >>> 0);
  });

  it("runs a whole grid", () => {
    const out = words(12);
    runWgsl(
      `struct Here { @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32 }
       @group(0) @binding(0) var<storage, read_write> out: array<u32>;
       @compute @workgroup_size(2) fn main(here: Here) {
         out[(here.group.y * here.groups.x + here.group.x) * 2u + here.lane] += 1u;
       }`,
      [out],
      { groups: [3, 2, 1] },
    );
    expect([...out.uints]).toEqual(Array.from({ length: 12 }, () => 1));
  });
});

describe("constants", () => {
  const shader = `
    override SIZE: u32 = 4;
    override IS_ON: bool = false;
    const TWICE = 2u;
    @group(0) @binding(0) var<storage, read_write> out: array<u32>;
    @compute @workgroup_size(1) fn main() { out[0] = select(0u, SIZE * TWICE, IS_ON); }`;

  it.each([
    [{}, 0],
    [{ IS_ON: 1 }, 8],
    [{ IS_ON: 1, SIZE: 5 }, 10],
  ])("%j give %i", (constants, wanted) => {
    const out = uintWords(9);
    runWgsl(shader, [out], { constants });
    expect(out.uints[0]).toBe(wanted);
  });

  it("says which is missing", () => {
    const missing = "override SIZE: u32; @compute @workgroup_size(SIZE) fn main() {}";
    expect(() => runWgsl(missing, [])).toThrow("the constant SIZE is not given");
  });
});

describe("what is not translated", () => {
  it.each([
    ["fn main() {\n switch (1) {} }", 'line 2: "switch" is not translated'],
    ["fn main() {\n\n let a = tanh(1.0); }", "line 3: the function tanh is not translated"],
    ["fn main() { let a: mat9x9f = 1; }", "line 1: the type mat9x9f is not translated"],
    ["fn main() { a = 1; }", 'line 1: nothing is named "a"'],
    ["fn main() { let a = 1u + 1.0f; }", "line 1: u32 + f32"],
    ["fn main() { let = 1; }", 'line 1: expected a name, found "="'],
  ])("stops at %j", (text, message) => {
    expect(() => translate(`@compute @workgroup_size(1) ${text}`)).toThrow(message);
  });
});
