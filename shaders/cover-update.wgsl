// bounds[i] = min(bounds[i], distance to each token that the last round took).
// One lane owns four tokens and compares them with four at a time: eight loads serve sixteen products.
// uses: codes, cover, item

struct Params { count: u32, tokens: u32, quads: u32, per_frame: f32 }

@group(0) @binding(0) var<storage, read> compared: array<vec4u>;         // [quads, count]
@group(0) @binding(1) var<storage, read> taken: array<u32>;              // first new, number, then the tokens in order
@group(0) @binding(2) var<storage, read_write> bounds: array<f32>;       // [count], below 0 for taken tokens
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  // A quarter of the tokens apart, so that neighbouring lanes read neighbours.
  let stride = (params.count + 3u) / 4u;
  let item = item_of(here);
  if (item >= stride) { return; }
  // Places past the end compare the last token again.
  let own = min(item + stride * vec4u(0u, 1u, 2u, 3u), vec4u(params.count - 1u));
  var nearest = vec4f(bounds[own.x], bounds[own.y], bounds[own.z], bounds[own.w]);
  let is_taken = nearest < vec4f();
  let before = nearest;
  let end = taken[1];
  for (var first = taken[0]; first < end; first += 4u) {
    // Places past the end compare with the last one again.
    let places = 2u + min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(end - 1u));
    let others = vec4u(taken[places.x], taken[places.y], taken[places.z], taken[places.w]);
    let distances = four_apart(own, others);
    nearest = min(nearest, min(min(distances[0], distances[1]), min(distances[2], distances[3])));
  }
  nearest = select(nearest, before, is_taken);
  for (var i = 0u; i < 4u; i++) { bounds[own[i]] = nearest[i]; }
}
