// sums[r, h] = (m, Σ_j exp(scale · q_rh · k_j − m)), m the largest product: what a row's attention is divided by, over the
// keys that the row sees. One workgroup owns one head of one row. Each lane keeps a running maximum and sum, so the
// products themselves are never stored.

struct Params {
  rows: u32, heads: u32, kv_heads: u32, head_size: u32, row_width: u32,
  key_head: u32,  // elements from a key's head to the next
  key_row: u32,   // elements from a key to the next
  scale: f32,
}

@group(0) @binding(0) var<storage, read> queries: array<Real>;     // [any, row_width], rotated
@group(0) @binding(1) var<storage, read> keys: array<Real>;        // [kv_heads, any, head_size], or [any, ≥ kv_heads · head_size]
@group(0) @binding(2) var<storage, read> raters: array<vec2u>;     // [rows]: its row in queries, the number of keys it sees
@group(0) @binding(3) var<storage, read_write> sums: array<vec2f>; // [rows, heads]: largest product, sum of exponentials
@group(1) @binding(0) var<uniform> params: Params;

const LOWEST = -3.4e38;

var<workgroup> partial: array<vec2f, LANES>;

// Joins the maximum and sum of two sets of keys.
fn joined(a: vec2f, b: vec2f) -> vec2f {
  let most = max(a.x, b.x);
  return vec2f(most, a.y * exp(a.x - most) + b.y * exp(b.x - most));
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group_id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = group_id.y * groups.x + group_id.x;
  if (group >= params.rows * params.heads) { return; }
  let rater = raters[group / params.heads];
  let head = group % params.heads;
  let query = rater.x * params.row_width + head * params.head_size;
  let key_head = head * params.kv_heads / params.heads * params.key_head;

  var own = vec2f(LOWEST, 0.0);
  for (var j = lane; j < rater.y; j += LANES) {
    let key = key_head + j * params.key_row;
    var product = 0.0;
    for (var c = 0u; c < params.head_size; c++) { product += f32(queries[query + c]) * f32(keys[key + c]); }
    own = joined(own, vec2f(params.scale * product, 1.0));
  }
  partial[lane] = own;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] = joined(partial[lane], partial[lane + half]); }
  }
  if (lane == 0u) { sums[group] = partial[0]; }
}
