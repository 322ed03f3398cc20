// distances[i, j] = ‖row_i − row_j‖ / √width, where a row is one tensor's or the sum of two.
// One lane owns four columns of one row, so five loads serve four differences; the diagonal is 0.
// uses: item

struct Params { rows: u32, width: u32, parts: u32 }

@group(0) @binding(0) var<storage, read> rows: array<Real>;             // [rows, width]
@group(0) @binding(1) var<storage, read> more: array<Real>;             // [rows, width], unread where parts is 1
@group(0) @binding(2) var<storage, read_write> distances: array<f32>;   // [rows, rows]
@group(1) @binding(0) var<uniform> params: Params;

fn value_at(i: u32) -> f32 {
  var value = f32(rows[i]);
  if (params.parts == 2u) { value += f32(more[i]); }
  return value;
}

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let blocks = (params.rows + 3u) / 4u;
  let item = item_of(here);
  let i = item / blocks;
  if (i >= params.rows) { return; }
  let first = item % blocks * 4u;
  // Places past the end measure to the last row again.
  let others = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * params.width;
  let own = i * params.width;
  var sums = vec4f();
  for (var c = 0u; c < params.width; c++) {
    let four = vec4f(value_at(others.x + c), value_at(others.y + c), value_at(others.z + c), value_at(others.w + c));
    let apart = vec4f(value_at(own + c)) - four;
    sums += apart * apart;
  }
  let found = sqrt(sums / f32(params.width));
  let count = min(4u, params.rows - first);
  for (var n = 0u; n < count; n++) { distances[i * params.rows + first + n] = found[n]; }
}
