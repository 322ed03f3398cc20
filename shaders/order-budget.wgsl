// budgets[t] = how many tokens of frame t are among the first `kept` of an order over the whole video; shares[t] is its
// part of the frame. One lane owns one frame.
// uses: item

struct Params { frames: u32, tokens: u32, kept: u32 }

@group(0) @binding(0) var<storage, read> order: array<u32>;           // [frames, tokens], 0 comes first
@group(0) @binding(1) var<storage, read_write> shares: array<f32>;    // [frames]
@group(0) @binding(2) var<storage, read_write> budgets: array<u32>;   // [frames]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  let base = frame * params.tokens;
  var count = 0u;
  for (var n = 0u; n < params.tokens; n++) { count += u32(order[base + n] < params.kept); }
  budgets[frame] = count;
  shares[frame] = f32(count) / f32(params.tokens);
}
