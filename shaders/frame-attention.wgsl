// attention[r, t] = softmax over frames t of scale · Σ_c max(q_c · high_c, q_c · low_c): how the attention of one head at
// one position of a question would spread over frames if the best token of each had the largest product that the bounds
// of its keys allow (the bound: Quest, ICML 2024). Row r = position · heads + head. One workgroup owns one row.
// With one side a "frame" is one key, and what comes out is attention itself.
// uses: reduce

struct Params { frames: u32, rows: u32, heads: u32, kv_heads: u32, head_size: u32, row_width: u32, sides: u32, scale: f32 }

@group(0) @binding(0) var<storage, read> queries: array<Real>;            // [positions, row_width]
@group(0) @binding(1) var<storage, read> bounds: array<f32>;              // [frames, high and low (or one key), kv_heads, head_size]
@group(0) @binding(2) var<storage, read_write> attention: array<f32>;     // [rows, frames]
@group(1) @binding(0) var<uniform> params: Params;

fn bound(query: u32, high: u32) -> f32 {
  let low = high + (params.sides - 1u) * params.kv_heads * params.head_size;
  var sum = 0.0;
  for (var c = 0u; c < params.head_size; c++) {
    let value = f32(queries[query + c]);
    sum += max(value * bounds[high + c], value * bounds[low + c]);
  }
  return sum;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= params.rows) { return; }
  let head = row % params.heads;
  let query = row / params.heads * params.row_width + head * params.head_size;
  let key_head = head / (params.heads / params.kv_heads) * params.head_size;
  let frame_size = params.sides * params.kv_heads * params.head_size;
  let origin = row * params.frames;

  var most = -3.4e38;
  for (var t = lane; t < params.frames; t += LANES) {
    let logit = params.scale * bound(query, t * frame_size + key_head);
    attention[origin + t] = logit;
    most = max(most, logit);
  }
  most = most_of_lanes(lane, vec2f(most)).x;

  var sum = 0.0;
  for (var t = lane; t < params.frames; t += LANES) {
    let weight = exp(attention[origin + t] - most);
    attention[origin + t] = weight;
    sum += weight;
  }
  sum = sum_of_lanes(lane, vec2f(sum, 0.0)).x;
  for (var t = lane; t < params.frames; t += LANES) { attention[origin + t] /= sum; }
}
