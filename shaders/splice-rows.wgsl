// embeds[to_row + r] = source[from_row + (INDEXED ? picks[r] : r)]: rows put between the text's embeddings.
// One workgroup copies one row; rows fold over x and y because a grid axis ends at 65,535.

override INDEXED: u32 = 0;   // 1: rows are chosen by `picks`, so gather and splice are one dispatch
override LANES: u32 = 128;   // threads that share a row

struct Params { rows: u32, width: u32, from_row: u32, to_row: u32 }

@group(0) @binding(0) var<storage, read> source: array<Real>;        // [source rows, width]
@group(0) @binding(1) var<storage, read> picks: array<u32>;          // [rows]; not read unless INDEXED
@group(0) @binding(2) var<storage, read_write> embeds: array<Real>;  // [1, S, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= params.rows) { return; }
  var chosen = row;
  if (INDEXED != 0u) { chosen = picks[row]; }
  let from_base = (params.from_row + chosen) * params.width;
  let to_base = (params.to_row + row) * params.width;
  for (var c = lane; c < params.width; c += LANES) {
    embeds[to_base + c] = source[from_base + c];
  }
}
