// kept = the flat indices r·columns + i with ranks[r, i] < counts[r], ascending and without gaps.
// One lane owns one value; a kept one counts those kept before it, in the rows before and in its own.

override LANES: u32 = 64;

struct Params { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> ranks: array<u32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read> counts: array<u32>;       // [rows], each at most `columns`
@group(0) @binding(2) var<storage, read_write> kept: array<u32>;   // [≥ Σ counts]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let at = (group.y * groups.x + group.x) * LANES + lane;
  if (at >= params.rows * params.columns) { return; }
  let row = at / params.columns;
  let count = counts[row];
  if (ranks[at] >= count) { return; }
  var to = 0u;
  for (var before = 0u; before < row; before++) { to += counts[before]; }
  for (var i = row * params.columns; i < at; i++) { to += u32(ranks[i] < count); }
  kept[to] = at;
}
