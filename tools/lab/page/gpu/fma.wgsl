// y[i] = a chain of x ← x · a + b, eight of four numbers a lane, none of which touches memory: how fast a shader can multiply.
// uses: item

struct Params { count: u32, rounds: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;         // [2]: a, b
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;   // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let a = x[0];
  let b = x[1];
  var s0 = vec4f(f32(i));
  var s1 = s0 + b;
  var s2 = s1 + b;
  var s3 = s2 + b;
  var s4 = s3 + b;
  var s5 = s4 + b;
  var s6 = s5 + b;
  var s7 = s6 + b;
  for (var round = 0u; round < params.rounds; round++) {
    s0 = fma(s0, a, b);
    s1 = fma(s1, a, b);
    s2 = fma(s2, a, b);
    s3 = fma(s3, a, b);
    s4 = fma(s4, a, b);
    s5 = fma(s5, a, b);
    s6 = fma(s6, a, b);
    s7 = fma(s7, a, b);
  }
  y[i] = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
}
