// picked[k] = rows[indices[k]].
// One lane copies one value; neighbouring lanes copy neighbouring values of a row.
// uses: item

struct Params { count: u32, width: u32 }

@group(0) @binding(0) var<storage, read> rows: array<Real>;            // [any, width]
@group(0) @binding(1) var<storage, read> indices: array<u32>;          // [count]
@group(0) @binding(2) var<storage, read_write> picked: array<Real>;    // [count, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let columns = (params.width + LANES - 1u) / LANES;
  let item = group_of(here);
  let k = item / columns;
  let column = (item % columns) * LANES + here.lane;
  if (k >= params.count || column >= params.width) { return; }
  picked[k * params.width + column] = rows[indices[k] * params.width + column];
}
