// Every frame the same share: budgets[t] = ⌊(t + 1)·kept / frames⌋ − ⌊t·kept / frames⌋.
// One lane owns one frame; what does not divide is spread evenly over the video.
// uses: item

struct Params { frames: u32, kept: u32, retention: f32 }

@group(0) @binding(0) var<storage, read_write> shares: array<f32>;    // [frames]
@group(0) @binding(1) var<storage, read_write> budgets: array<u32>;   // [frames]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  shares[frame] = params.retention;
  budgets[frame] = kept_before(frame + 1u) - kept_before(frame);
}

// frame·kept would overflow 32 bits in a long video, so the whole part and the rest are multiplied separately.
fn kept_before(frame: u32) -> u32 {
  let whole = params.kept / params.frames;
  let rest = params.kept % params.frames;
  return frame * whole + frame * rest / params.frames;
}
