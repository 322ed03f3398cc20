// bounds[i] = distance of token i to the nearest of the tokens that earlier chunks kept, by angle alone; none is taken yet.
// One lane owns one token and goes through all earlier ones.
// uses: codes, item

struct Params { count: u32, earlier: u32 }

@group(0) @binding(0) var<storage, read> codes: array<vec4u>;            // [count]
@group(0) @binding(1) var<storage, read> kept: array<vec4u>;             // [earlier]
@group(0) @binding(2) var<storage, read_write> bounds: array<f32>;       // [count]
@group(0) @binding(3) var<storage, read_write> taken: array<u32>;        // first new, number, then the tokens in order
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let own = codes[i];
  var least = 128u;
  for (var k = 0u; k < params.earlier; k++) { least = min(least, differing(own, kept[k])); }
  bounds[i] = turned(vec4f(f32(least))).x;
  if (i == 0u) {
    taken[0] = 0u;
    taken[1] = 0u;
  }
}
