// scores[to + t] = Σ over heads of query[head] · keys[t, head / group]: relevance of each frame to a question. ReKV
// (ICLR 2025): all heads in one dot product, a key shared by the heads of its group. One lane owns one frame.
// uses: item

struct Params { frames: u32, heads: u32, kv_heads: u32, head_size: u32, to: u32 }

@group(0) @binding(0) var<storage, read> query: array<f32>;          // [heads, head_size]
@group(0) @binding(1) var<storage, read> keys: array<f32>;           // [frames, kv_heads, head_size]
@group(0) @binding(2) var<storage, read_write> scores: array<f32>;   // [≥ to + frames]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  let size = params.head_size;
  let heads_a_key = params.heads / params.kv_heads;
  var sum = 0.0;
  for (var head = 0u; head < params.heads; head++) {
    let origin = (frame * params.kv_heads + head / heads_a_key) * size;
    // Summed head by head, because the sum so far may be far larger.
    var product = 0.0;
    for (var column = 0u; column < size; column++) {
      product += query[head * size + column] * keys[origin + column];
    }
    sum += product;
  }
  scores[params.to + frame] = sum;
}
