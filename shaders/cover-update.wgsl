// bounds[i] = min(bounds[i], distance to each token that the last round took).
// One lane owns one token and compares it with four at a time: each of its quads serves four products.
// uses: item

struct Params { count: u32, tokens: u32, quads: u32, per_frame: f32 }

@group(0) @binding(0) var<storage, read> folded: array<vec4f>;           // [quads, count], unit vectors
@group(0) @binding(1) var<storage, read> taken: array<u32>;              // first new, number, then the tokens in order
@group(0) @binding(2) var<storage, read_write> bounds: array<f32>;       // [count], below 0 for taken tokens
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var bound = bounds[i];
  if (bound < 0.0) { return; }
  let frame = f32(i / params.tokens);
  let end = taken[1];
  for (var first = taken[0]; first < end; first += 4u) {
    // Places past the end compare with the last one again.
    let places = 2u + min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(end - 1u));
    let others = vec4u(taken[places.x], taken[places.y], taken[places.z], taken[places.w]);
    var likeness = vec4f();
    for (var quad = 0u; quad < params.quads; quad++) {
      let row = quad * params.count;
      let at = row + others;
      likeness += folded[row + i] * mat4x4f(folded[at.x], folded[at.y], folded[at.z], folded[at.w]);
    }
    let time = params.per_frame * abs(vec4f(others / params.tokens) - frame);
    let apart = max(1.0 - likeness, vec4f()) + time;
    bound = min(bound, min(min(apart.x, apart.y), min(apart.z, apart.w)));
  }
  bounds[i] = bound;
}
