// weights[i] = 1 − spread + spread · (u − min u) / (max u − min u), times 1 + ends in the first and the last frame; every
// bound at its largest, and the token nearest the mean taken. One lane owns one token and goes through all ranges.
// uses: item

struct Params { count: u32, tokens: u32, spread: f32, ends: f32, farthest: f32 }

@group(0) @binding(0) var<storage, read> uniqueness: array<f32>;         // [count]
@group(0) @binding(1) var<storage, read> ranges: array<vec4u>;           // [⌈count / 64⌉], of cover-range
@group(0) @binding(2) var<storage, read_write> weights: array<f32>;      // [count]
@group(0) @binding(3) var<storage, read_write> bounds: array<f32>;       // [count]: distance to the nearest taken token, or −1 − that of a taken one
@group(0) @binding(4) var<storage, read_write> taken: array<u32>;        // first new, number, then the tokens in order
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var range = bitcast<vec3f>(ranges[0].xyz);
  var first = ranges[0].w;
  for (var block = 1u; block < (params.count + 63u) / 64u; block++) {
    let other = bitcast<vec3f>(ranges[block].xyz);
    if (other.z < range.z) {
      range.z = other.z;
      first = ranges[block].w;
    }
    range = vec3f(min(range.x, other.x), max(range.y, other.y), range.z);
  }
  let width = range.y - range.x;
  let place = (uniqueness[i] - range.x) / select(1.0, width, width > 0.0);
  let is_end = i < params.tokens || i >= params.count - params.tokens;
  weights[i] = (1.0 - params.spread + params.spread * place) * select(1.0, 1.0 + params.ends, is_end);

  bounds[i] = select(params.farthest, -2.0, i == first);
  if (i == first) {
    taken[0] = 0u;
    taken[1] = 1u;
    taken[2] = i;
  }
}
