// means[c] = mean over rows of values[r, c]. One workgroup owns one column.
// uses: reduce

struct Params { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> values: array<f32>;         // [rows, columns]
@group(0) @binding(1) var<storage, read_write> means: array<f32>;    // [columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group_id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let column = group_id.y * groups.x + group_id.x;
  if (column >= params.columns) { return; }
  var sum = 0.0;
  for (var r = lane; r < params.rows; r += LANES) { sum += values[r * params.columns + column]; }
  let total = sum_of_lanes(lane, vec2f(sum, 0.0)).x;
  if (lane == 0u) { means[column] = total / f32(params.rows); }
}
