// units[q, r] = quad q of the mean of the tokens of root r's component in its frame, as a unit vector. One lane owns one root.
// uses: item

struct Params { count: u32, quads: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> features: array<vec4<Real>>;    // [count, quads]
@group(0) @binding(1) var<storage, read> roots: array<u32>;              // [count]
@group(0) @binding(2) var<storage, read_write> units: array<vec4f>;      // [quads, count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let root = item_of(here);
  if (root >= params.count || roots[root] != root) { return; }
  let end = (root / params.tokens + 1u) * params.tokens;
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    var sum = vec4f();
    for (var i = root; i < end; i++) {
      if (roots[i] == root) { sum += vec4f(features[i * params.quads + quad]); }
    }
    squares += dot(sum, sum);
    units[quad * params.count + root] = sum;
  }
  let inverse = 1.0 / max(sqrt(squares), 1e-12);
  for (var quad = 0u; quad < params.quads; quad++) { units[quad * params.count + root] *= inverse; }
}
