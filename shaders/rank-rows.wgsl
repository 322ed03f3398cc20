// ranks[r, i] = how many values of row r come before value i: better ones, and equal ones of a lower index.
// One lane owns one value and counts; n² comparisons without a barrier or a loop that depends on the data.

override LANES: u32 = 64;
override LARGEST_FIRST: bool = true;

struct Params { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> values: array<u32>;        // [rows, columns], bits of f32
@group(0) @binding(1) var<storage, read_write> ranks: array<u32>;   // [rows, columns], a permutation in each row
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let at = (group.y * groups.x + group.x) * LANES + lane;
  if (at >= params.rows * params.columns) { return; }
  let row = at - at % params.columns;
  let own = key(values[at]);
  var rank = 0u;
  for (var i = row; i < row + params.columns; i++) {
    let other = key(values[i]);
    rank += u32(other < own || (other == own && i < at));
  }
  ranks[at] = rank;
}

// Unsigned integers in the order of the floats: lower = sooner. −0 is 0; NaN comes last, so that ranks always
// are a permutation, whatever the values.
fn key(bits: u32) -> u32 {
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return 0xffffffffu; }
  let value = select(bits, 0u, bits == 0x80000000u);
  let ascending = select(value | 0x80000000u, ~value, value >= 0x80000000u);
  return select(ascending, ~ascending, LARGEST_FIRST);
}
