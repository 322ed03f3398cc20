// parts[0, c] = mean over rows k of max(queries[from_row + k, c], 0), parts[1, c] = that of min(…, 0). A query's largest
// possible product with a frame, Σ_c max(q_c · high_c, q_c · low_c), is its positive part by `high` plus its negative
// part by `low`, so the mean over a question's tokens is taken before the product. One lane owns one channel.
// uses: item

struct Params { from_row: u32, count: u32, row_width: u32, width: u32 }

@group(0) @binding(0) var<storage, read> queries: array<Real>;      // [≥ from_row + count, row_width]
@group(0) @binding(1) var<storage, read_write> parts: array<f32>;   // [2, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let column = item_of(here);
  if (column >= params.width) { return; }
  var positive = 0.0;
  var negative = 0.0;
  for (var k = 0u; k < params.count; k++) {
    let value = f32(queries[(params.from_row + k) * params.row_width + column]);
    positive += max(value, 0.0);
    negative += min(value, 0.0);
  }
  parts[column] = positive / f32(params.count);
  parts[params.width + column] = negative / f32(params.count);
}
