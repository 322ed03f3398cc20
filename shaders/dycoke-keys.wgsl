// keys[t, n] is larger the sooner a token comes: first all of the frames that are kept whole, then the most changed token
// of each other frame, then the second of each, and so on. One lane owns one token.
// uses: item, dycoke

struct Params { frames: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> ranks: array<u32>;               // [frames, tokens], 0 changed the most
@group(0) @binding(1) var<storage, read_write> keys: array<f32>;          // [frames, tokens]
@group(1) @binding(0) var<uniform> params: Params;

// Every whole number up to this is a float.
const LAST = 16777216.0;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  let frame = i / params.tokens;
  if (frame >= params.frames) { return; }
  let is_whole = compared_with(frame) == frame;
  keys[i] = select(-f32(ranks[i] * params.frames + frame), LAST - f32(i), is_whole);
}
