// changes[t, n] = 1 − cosine of token n of frame t with the same place of the frame that t is compared with; 2 in a frame
// that is compared with none. One lane owns one token.
// uses: item, dycoke, finite

struct Params { frames: u32, tokens: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;       // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read_write> changes: array<f32>;       // [frames, tokens]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  let frame = i / params.tokens;
  if (frame >= params.frames) { return; }
  let other = i - (frame - compared_with(frame)) * params.tokens;
  var products = vec3f();  // a·b, a·a, b·b
  for (var quad = 0u; quad < params.quads; quad++) {
    let a = vec4f(tokens[i * params.quads + quad]);
    let b = vec4f(tokens[other * params.quads + quad]);
    products += vec3f(dot(a, b), dot(a, a), dot(b, b));
  }
  // The cosine with a token of zeros counts as 0. The factors are multiplied first, so that no product overflows.
  let cosine = products.x / max(sqrt(products.y) * sqrt(products.z), 1e-12);
  changes[i] = select(1.0 - cosine, select(products.y, 2.0, is_finite(products.y)), other == i);
}
