// folded[q, i] = quad q of token i on fewer channels, as a unit vector: channel c goes to place c mod 4·folds with a sign.
// A hash of its quad gives the sign of each channel, so sums of unrelated channels cancel and angles are kept on average
// (feature hashing). One lane owns one token. Quads come first in the result: neighbouring lanes then read neighbours.
// uses: item, pcg

struct Params { count: u32, quads: u32, folds: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;        // [count, quads]
@group(0) @binding(1) var<storage, read_write> folded: array<vec4f>;       // [folds, count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var squares = 0.0;
  for (var fold = 0u; fold < params.folds; fold++) {
    var sum = vec4f();
    for (var quad = fold; quad < params.quads; quad += params.folds) {
      sum += signs(quad) * vec4f(tokens[i * params.quads + quad]);
    }
    squares += dot(sum, sum);
    folded[fold * params.count + i] = sum;
  }
  let inverse = 1.0 / max(sqrt(squares), 1e-12);
  for (var fold = 0u; fold < params.folds; fold++) { folded[fold * params.count + i] *= inverse; }
}

fn signs(quad: u32) -> vec4f {
  let bits = vec4u(pcg(quad)) >> vec4u(28u, 29u, 30u, 31u);
  return 1.0 - 2.0 * vec4f(bits & vec4u(1u));
}
