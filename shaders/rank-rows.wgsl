// ranks[r, i] = how many values of row r come before value i: better ones, and equal ones of a lower index.
// One lane owns four values and counts: n² comparisons, but no lane waits for another and no loop depends on the data.

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
  let columns = params.columns;
  let blocks = (columns + 3u) / 4u;
  let item = (group.y * groups.x + group.x) * LANES + lane;
  let row = item / blocks;
  if (row >= params.rows) { return; }
  let base = row * columns;
  // Places past the end of the row count for its last value and write nothing.
  let own_column = min((item % blocks) * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(columns - 1u));
  let own = vec4u(
    key(values[base + own_column.x]),
    key(values[base + own_column.y]),
    key(values[base + own_column.z]),
    key(values[base + own_column.w]),
  );
  var rank = vec4u();
  for (var i = 0u; i < columns; i++) {
    let other = vec4u(key(values[base + i]));
    let is_before = (other < own) | ((other == own) & (vec4u(i) < own_column));
    rank += select(vec4u(0u), vec4u(1u), is_before);
  }
  for (var j = 0u; j < 4u; j++) {
    let column = (item % blocks) * 4u + j;
    if (column < columns) { ranks[base + column] = rank[j]; }
  }
}

// Unsigned integers in the order of the floats: lower = sooner. −0 is 0; NaN comes last, so that ranks always
// are a permutation, whatever the values.
fn key(bits: u32) -> u32 {
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return 0xffffffffu; }
  let value = select(bits, 0u, bits == 0x80000000u);
  let ascending = select(value | 0x80000000u, ~value, value >= 0x80000000u);
  return select(ascending, ~ascending, LARGEST_FIRST);
}
