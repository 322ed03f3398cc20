// units[q, i] = quad q of token i as a unit vector. A token of zeros stays zeros. One lane owns one token. Quads come
// first in the result: neighbouring lanes then read neighbours.
// uses: item

struct Params { count: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;        // [count, quads]
@group(0) @binding(1) var<storage, read_write> units: array<vec4f>;        // [quads, count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let first = i * params.quads;
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    let own = vec4f(tokens[first + quad]);
    squares += dot(own, own);
  }
  let inverse = 1.0 / max(sqrt(squares), 1e-12);
  for (var quad = 0u; quad < params.quads; quad++) {
    units[quad * params.count + i] = vec4f(tokens[first + quad]) * inverse;
  }
}
