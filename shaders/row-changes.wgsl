// changes[i] = ‖(after + after_more)[i] − (before + before_more)[i]‖: how far a layer moves a row. A row between two layers is
// one tensor or the sum of two. One workgroup owns one row.
// uses: reduce

struct Params { rows: u32, width: u32, before_parts: u32, after_parts: u32 }

@group(0) @binding(0) var<storage, read> before: array<Real>;        // [rows, width]
@group(0) @binding(1) var<storage, read> before_more: array<Real>;   // [rows, width], unread where before_parts is 1
@group(0) @binding(2) var<storage, read> after: array<Real>;         // [rows, width]
@group(0) @binding(3) var<storage, read> after_more: array<Real>;    // [rows, width], unread where after_parts is 1
@group(0) @binding(4) var<storage, read_write> changes: array<f32>;  // [rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group_id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group_id.y * groups.x + group_id.x;
  if (row >= params.rows) { return; }
  var sum = 0.0;
  for (var c = lane; c < params.width; c += LANES) {
    let i = row * params.width + c;
    var moved = f32(after[i]) - f32(before[i]);
    if (params.after_parts == 2u) { moved += f32(after_more[i]); }
    if (params.before_parts == 2u) { moved -= f32(before_more[i]); }
    sum += moved * moved;
  }
  let total = sum_of_lanes(lane, vec2f(sum, 0.0)).x;
  if (lane == 0u) { changes[row] = sqrt(total); }
}
