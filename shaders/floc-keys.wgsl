// scores[first + i] = the gain of token i when it was taken, or what it would be now, as a mean over the chunk; NaN where the token
// is not finite. keys is larger the sooner a token comes: taken ones by their share of the chunk, so that chunks take turns,
// then the others by their gain. One lane owns one token.
// uses: item, finite

struct Params { chunk: u32, first: u32 }

@group(0) @binding(0) var<storage, read> cosines: array<f32>;            // [chunk, chunk]
@group(0) @binding(1) var<storage, read> gains: array<f32>;              // [chunk], after the last round
@group(0) @binding(2) var<storage, read> places: array<u32>;             // [chunk]
@group(0) @binding(3) var<storage, read> taken: array<f32>;              // [chunk + 1]
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;       // [count]
@group(0) @binding(5) var<storage, read_write> keys: array<f32>;         // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.chunk) { return; }
  let number = f32(params.chunk);
  let is_taken = places[i] != 0xffffffffu;
  let gain = select(gains[i], taken[i], is_taken) / number;
  let own = cosines[i * params.chunk + i];
  scores[params.first + i] = select(own, gain, is_finite(own));
  keys[params.first + i] = select(gain / 2.0 - 2.0, 1.0 - (f32(places[i]) + 0.5) / number, is_taken);
}
