// likeness[i] = the mean cosine of token i with all of its frame; bit j of near[i] = whether 1 − cosine with place j of the
// frame is below `most_apart`. Where the groups' tokens are no more than `budget`, no place is near another.
// One lane owns one token of a group's first frame and compares it with four at a time; the others get 0.
// uses: item

struct Params { count: u32, tokens: u32, quads: u32, words: u32, budget: u32, most_apart: f32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count], of group-means
@group(0) @binding(1) var<storage, read> groups: array<u32>;             // [frames + 1], of frame-groups
@group(0) @binding(2) var<storage, read_write> likeness: array<f32>;     // [count]
@group(0) @binding(3) var<storage, read_write> near: array<u32>;         // [count, words]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let frame = i / params.tokens;
  likeness[i] = 0.0;
  for (var word = 0u; word < params.words; word++) { near[i * params.words + word] = 0u; }
  if (groups[frame] != frame) { return; }
  let base = frame * params.tokens;
  let fits = groups[params.count / params.tokens] * params.tokens <= params.budget;
  var sum = 0.0;
  for (var first = 0u; first < params.tokens; first += 4u) {
    let places = vec4u(first) + vec4u(0u, 1u, 2u, 3u);
    let others = base + min(places, vec4u(params.tokens - 1u));
    var products = vec4f();
    for (var quad = 0u; quad < params.quads; quad++) {
      let row = quad * params.count;
      let at = row + others;
      products += units[row + i] * mat4x4f(units[at.x], units[at.y], units[at.z], units[at.w]);
    }
    for (var k = 0u; k < 4u; k++) {
      if (places[k] >= params.tokens) { break; }
      sum += products[k];
      let is_near = others[k] == i || (!fits && 1.0 - products[k] < params.most_apart);
      if (is_near) { near[i * params.words + places[k] / 32u] |= 1u << (places[k] % 32u); }
    }
  }
  likeness[i] = sum / f32(params.tokens);
}
