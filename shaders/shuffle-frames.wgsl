// out[place of t] = in[t], where frames are placed in the order of a hash of (seed, t), the greatest first.
// One lane owns one frame and counts how many come before it.
// uses: item, pcg

struct Params { frames: u32, seed: u32 }

@group(0) @binding(0) var<storage, read> own_shares: array<f32>;      // [frames]
@group(0) @binding(1) var<storage, read> own_budgets: array<u32>;     // [frames]
@group(0) @binding(2) var<storage, read_write> shares: array<f32>;    // [frames]
@group(0) @binding(3) var<storage, read_write> budgets: array<u32>;   // [frames]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  let salt = pcg(params.seed);
  let own = pcg(frame ^ salt);
  // The hash permutes all numbers, so no two frames have the same one.
  var place = 0u;
  for (var t = 0u; t < params.frames; t++) { place += u32(pcg(t ^ salt) > own); }
  shares[place] = own_shares[frame];
  budgets[place] = own_budgets[frame];
}
