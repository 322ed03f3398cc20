// ranks[r, i] = how many values of row r come before value i: better ones, and equal ones of a lower index.
// One lane owns eight values and counts: n² comparisons, but no lane waits for another and no loop depends on the data.
// uses: item

override LARGEST_FIRST: bool = true;

struct Params { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> values: array<u32>;        // [rows, columns], bits of f32
@group(0) @binding(1) var<storage, read_write> ranks: array<u32>;   // [rows, columns], a permutation in each row
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let columns = params.columns;
  let blocks = (columns + 7u) / 8u;
  let item = item_of(here);
  let row = item / blocks;
  if (row >= params.rows) { return; }
  let base = row * columns;
  // Places past the end of the row count for its last value and write nothing.
  let first = (item % blocks) * 8u;
  let last = vec4u(columns - 1u);
  let column_a = min(first + vec4u(0u, 1u, 2u, 3u), last);
  let column_b = min(first + vec4u(4u, 5u, 6u, 7u), last);
  let own_a = keys(base + column_a);
  let own_b = keys(base + column_b);
  var ranks_of = array<vec4u, 2>();
  for (var i = 0u; i < columns; i++) {
    let other = vec4u(key(values[base + i]));
    let is_before_a = (other < own_a) | ((other == own_a) & (vec4u(i) < column_a));
    let is_before_b = (other < own_b) | ((other == own_b) & (vec4u(i) < column_b));
    ranks_of[0] += select(vec4u(0u), vec4u(1u), is_before_a);
    ranks_of[1] += select(vec4u(0u), vec4u(1u), is_before_b);
  }
  for (var j = 0u; j < min(8u, columns - first); j++) {
    ranks[base + first + j] = ranks_of[j / 4u][j % 4u];
  }
}

fn keys(at: vec4u) -> vec4u {
  return vec4u(key(values[at.x]), key(values[at.y]), key(values[at.z]), key(values[at.w]));
}

// Maps floats to unsigned integers whose order is theirs: lower comes sooner. −0 equals 0. NaN is below every number:
// last when the largest come first, and first when the smallest do, so that a NaN is picked and shows in the result.
fn key(bits: u32) -> u32 {
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return select(0u, 0xffffffffu, LARGEST_FIRST); }
  let value = select(bits, 0u, bits == 0x80000000u);
  let ascending = select(value | 0x80000000u, ~value, value >= 0x80000000u);
  return select(ascending, ~ascending, LARGEST_FIRST);
}
