// kept = the flat indices r·columns + i with ranks[r, i] < counts[r], ascending; row r's begin at offsets[r].
// One workgroup owns one row, each lane a run of it: count, add the counts of the lanes before, write.

override LANES: u32 = 64;

struct Params { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> ranks: array<u32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read> counts: array<u32>;       // [rows]
@group(0) @binding(2) var<storage, read> offsets: array<u32>;      // [rows + 1]
@group(0) @binding(3) var<storage, read_write> kept: array<u32>;   // [≥ offsets[rows]]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> found: array<u32, LANES>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= params.rows) { return; }  // the same for the whole group: the barrier stays legal
  let run = (params.columns + LANES - 1u) / LANES;
  let first = row * params.columns + min(lane * run, params.columns);
  let end = row * params.columns + min((lane + 1u) * run, params.columns);
  let count = counts[row];

  var own = 0u;
  for (var i = first; i < end; i++) { own += u32(ranks[i] < count); }
  found[lane] = own;
  workgroupBarrier();

  var to = offsets[row];
  for (var i = 0u; i < lane; i++) { to += found[i]; }
  for (var i = first; i < end; i++) {
    if (ranks[i] < count) {
      kept[to] = i;
      to++;
    }
  }
}
