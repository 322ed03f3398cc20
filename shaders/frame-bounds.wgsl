// bounds[to_frame + t, 0, head] = largest, bounds[to_frame + t, 1, head] = smallest of keys[head, starts[t] …
// starts[t + 1] − 1], channel by channel, of keys at position 0: with them no token's product with a query is missed
// (Quest, ICML 2024). One lane owns one channel of one frame and head; neighbours read neighbours.
// uses: item

struct Params { frames: u32, heads: u32, head_size: u32, source_rows: u32, to_frame: u32 }

@group(0) @binding(0) var<storage, read> keys: array<Real>;           // [heads, source_rows, head_size]
@group(0) @binding(1) var<storage, read> starts: array<u32>;          // [frames + 1], ascending
@group(0) @binding(2) var<storage, read_write> bounds: array<f32>;    // [≥ to_frame + frames, 2, heads, head_size]
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
  // A frame of which no token was kept gets 0.
  var high = 0.0;
  var low = 0.0;
  for (var row = first; row < end; row++) {
    let key = f32(keys[(head * params.source_rows + row) * size + column]);
    high = select(max(high, key), key, row == first);
    low = select(min(low, key), key, row == first);
  }
  let origin = (params.to_frame + frame) * 2u * params.heads * size + head * size + column;
  bounds[origin] = high;
  bounds[origin + params.heads * size] = low;
}
