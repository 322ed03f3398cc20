// squares[i, n] = the squared distance of row i and row n of its span, over the number of channels; rows of other parts are left
// out. One lane owns one pair.
// uses: item

struct Params { count: u32, quads: u32, span: u32, width: u32 }

@group(0) @binding(0) var<storage, read> rows: array<vec4f>;             // [≥ count, quads]
@group(0) @binding(1) var<storage, read> parts: array<u32>;              // [count], NONE for rows of no part
@group(0) @binding(2) var<storage, read_write> squares: array<f32>;      // [count, span]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let i = item / params.span;
  if (i >= params.count) { return; }
  let other = i / params.span * params.span + item % params.span;
  if (parts[i] == 0xffffffffu || other >= params.count || parts[other] != parts[i]) { return; }
  var sum = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    let apart = rows[i * params.quads + quad] - rows[other * params.quads + quad];
    sum += dot(apart, apart);
  }
  squares[item] = sum / f32(params.width);
}
