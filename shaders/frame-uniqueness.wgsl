// uniqueness[t] = mean over n of video[t, n].
// One lane owns one frame. It sums differences to the first value: they are small, so is the rounding of their sum,
// and the softmax of the budget magnifies that a hundredfold.
// uses: item

struct Params { frames: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> video: array<f32>;             // [frames, tokens]
@group(0) @binding(1) var<storage, read_write> uniqueness: array<f32>;  // [frames]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  let base = frame * params.tokens;
  let pivot = video[base];
  var sum = 0.0;
  for (var n = 1u; n < params.tokens; n++) { sum += video[base + n] - pivot; }
  uniqueness[frame] = pivot + sum / f32(params.tokens);
}
