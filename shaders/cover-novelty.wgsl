// novelty[i] = weight · distance to the tokens taken before i, or to all of them when i was not taken; keys[i] is larger
// the sooner a token comes: taken ones in their order, then the others by novelty.
// One lane owns one token, and a taken one besides.
// uses: item

struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> weights: array<f32>;            // [count]
@group(0) @binding(1) var<storage, read> bounds: array<f32>;             // [count], −1 − distance for taken tokens
@group(0) @binding(2) var<storage, read> taken: array<u32>;              // first new, number, then the tokens in order
@group(0) @binding(3) var<storage, read_write> novelty: array<f32>;      // [count]
@group(0) @binding(4) var<storage, read_write> keys: array<f32>;         // [count]
@group(1) @binding(0) var<uniform> params: Params;

// Every whole number up to this is a float.
const LAST = 16777216.0;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let bound = bounds[i];
  let own = weights[i] * select(bound, -1.0 - bound, bound < 0.0);
  novelty[i] = own;
  if (!(bound < 0.0)) { keys[i] = own; }
  if (i < taken[1]) { keys[taken[2u + i]] = LAST - f32(i); }
}
