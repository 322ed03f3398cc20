// means[to_frame + t, head] = mean of keys[head, starts[t] … starts[t + 1] − 1]: one key a frame, of keys that were
// rotated back to position 0 before. One lane owns one channel of one frame and head; neighbours read neighbours.
// uses: item

struct Params { frames: u32, heads: u32, head_size: u32, source_rows: u32, to_frame: u32 }

@group(0) @binding(0) var<storage, read> keys: array<Real>;          // [heads, source_rows, head_size]
@group(0) @binding(1) var<storage, read> starts: array<u32>;         // [frames + 1], ascending
@group(0) @binding(2) var<storage, read_write> means: array<f32>;    // [≥ to_frame + frames, heads, head_size]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let size = params.head_size;
  let column = item % size;
  let head = (item / size) % params.heads;
  let frame = item / size / params.heads;
  if (frame >= params.frames) { return; }
  let first = starts[frame];
  let end = starts[frame + 1u];
  var sum = 0.0;
  for (var row = first; row < end; row++) {
    sum += f32(keys[(head * params.source_rows + row) * size + column]);
  }
  // A frame of which no token was kept gets 0.
  means[params.to_frame * params.heads * size + item] = sum / max(1.0, f32(end) - f32(first));
}
