// distances[i, j] = ‖row_i − row_j‖ / √width, where a row is one tensor's or the sum of two.
// One lane owns one pair; the diagonal is 0.
// uses: item

struct Params { rows: u32, width: u32, parts: u32 }

@group(0) @binding(0) var<storage, read> rows: array<Real>;             // [rows, width]
@group(0) @binding(1) var<storage, read> more: array<Real>;             // [rows, width], unread where parts is 1
@group(0) @binding(2) var<storage, read_write> distances: array<f32>;   // [rows, rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item >= params.rows * params.rows) { return; }
  let a = item / params.rows * params.width;
  let b = item % params.rows * params.width;
  var sum = 0.0;
  for (var c = 0u; c < params.width; c++) {
    var apart = f32(rows[a + c]) - f32(rows[b + c]);
    if (params.parts == 2u) { apart += f32(more[a + c]) - f32(more[b + c]); }
    sum += apart * apart;
  }
  distances[item] = sqrt(sum / f32(params.width));
}
