// mean[c] = mean over rows k of queries[from_row + k, c]: a question's query before rotation.
// One lane owns one channel. The rows may be wider than the queries: packed, keys and values stand behind them.

override LANES: u32 = 64;

struct Params { from_row: u32, count: u32, row_width: u32, width: u32 }

@group(0) @binding(0) var<storage, read> queries: array<Real>;     // [≥ from_row + count, row_width]
@group(0) @binding(1) var<storage, read_write> mean: array<f32>;   // [width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let column = (group.y * groups.x + group.x) * LANES + lane;
  if (column >= params.width) { return; }
  var sum = 0.0;
  for (var k = 0u; k < params.count; k++) {
    sum += f32(queries[(params.from_row + k) * params.row_width + column]);
  }
  mean[column] = sum / f32(params.count);
}
