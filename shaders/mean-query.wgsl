// mean[c] = mean over rows k of queries[from_row + k, c]: a question's query before rotation.
// One lane owns one channel. Rows may be wider than the queries: packed ones have keys and values after them.
// uses: item

struct Params { from_row: u32, count: u32, row_width: u32, width: u32 }

@group(0) @binding(0) var<storage, read> queries: array<Real>;     // [≥ from_row + count, row_width]
@group(0) @binding(1) var<storage, read_write> mean: array<f32>;   // [width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let column = item_of(here);
  if (column >= params.width) { return; }
  var sum = 0.0;
  for (var k = 0u; k < params.count; k++) {
    sum += f32(queries[(params.from_row + k) * params.row_width + column]);
  }
  mean[column] = sum / f32(params.count);
}
