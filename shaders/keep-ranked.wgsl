// kept = the flat indices r·columns + i with ranks[r, i] < counts[r], ascending and without gaps.
// One lane owns four values, and counts those kept before them, in the rows before and in its own.
// uses: item

struct Params { rows: u32, columns: u32 }

@group(0) @binding(0) var<storage, read> ranks: array<u32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read> counts: array<u32>;       // [rows], each at most `columns`
@group(0) @binding(2) var<storage, read_write> kept: array<u32>;   // [≥ Σ counts]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let columns = params.columns;
  let blocks = (columns + 3u) / 4u;
  let item = item_of(here);
  let row = item / blocks;
  if (row >= params.rows) { return; }
  let count = counts[row];
  let base = row * columns;
  let first = base + (item % blocks) * 4u;
  var to = 0u;
  for (var before = 0u; before < row; before++) { to += counts[before]; }
  for (var i = base; i < first; i++) { to += u32(ranks[i] < count); }
  for (var i = first; i < min(first + 4u, base + columns); i++) {
    if (ranks[i] < count) {
      kept[to] = i;
      to++;
    }
  }
}
