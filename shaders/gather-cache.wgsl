// gathered[head, to_row + k] = entries[head, rows[k]]: chosen positions of a cache of keys or values, for all heads.
// One lane copies one value; neighbouring lanes copy neighbouring values of a row.
// uses: item

struct Params {
  count: u32,
  heads: u32,
  head_size: u32,
  source_rows: u32,
  gathered_rows: u32,
  to_row: u32,
}

@group(0) @binding(0) var<storage, read> entries: array<Real>;          // [heads, source_rows, head_size]
@group(0) @binding(1) var<storage, read> rows: array<u32>;              // [count]
@group(0) @binding(2) var<storage, read_write> gathered: array<Real>;   // [heads, gathered_rows, head_size]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let size = params.head_size;
  let column = item % size;
  let k = (item / size) % params.count;
  let head = item / size / params.count;
  if (head >= params.heads) { return; }
  let origin = head * params.source_rows + rows[k];
  let to = head * params.gathered_rows + params.to_row + k;
  gathered[to * size + column] = entries[origin * size + column];
}
