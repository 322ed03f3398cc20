// peaks[to + t] = Σ over heads of the largest attention[position · heads + head, t] over positions, so that what one
// word of a question looks for is not lost among the others. One lane owns one frame.
// uses: item

struct Params { frames: u32, positions: u32, heads: u32, to: u32 }

@group(0) @binding(0) var<storage, read> attention: array<f32>;     // [positions, heads, frames]
@group(0) @binding(1) var<storage, read_write> peaks: array<f32>;   // [≥ to + frames]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  var sum = 0.0;
  for (var head = 0u; head < params.heads; head++) {
    var most = 0.0;
    for (var position = 0u; position < params.positions; position++) {
      most = max(most, attention[(position * params.heads + head) * params.frames + frame]);
    }
    sum += most;
  }
  peaks[params.to + frame] = sum;
}
