// unlike[i] = 1 − cosine of token i with the mean of its frame; norms[i] = its length. One lane owns one token.
// uses: item

struct Params { count: u32, tokens: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> features: array<vec4<Real>>;     // [count, quads]
@group(0) @binding(1) var<storage, read> centres: array<vec4f>;           // [frames + 1, quads]
@group(0) @binding(2) var<storage, read_write> unlike: array<f32>;        // [count]
@group(0) @binding(3) var<storage, read_write> norms: array<f32>;         // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let row = i / params.tokens * params.quads;
  var sums = vec3f();
  for (var quad = 0u; quad < params.quads; quad++) {
    let own = vec4f(features[i * params.quads + quad]);
    let centre = centres[row + quad];
    sums += vec3f(dot(own, centre), dot(own, own), dot(centre, centre));
  }
  let norm = sqrt(sums.y);
  unlike[i] = 1.0 - sums.x / (max(norm, 1e-6) * max(sqrt(sums.z), 1e-6));
  norms[i] = norm;
}
