// padded[r] = rows[r], then zeros up to a multiple of four, for kernels that read four channels at once.
// One lane owns one value. Zeros change no dot product, norm or distance.
// uses: item

struct Params { rows: u32, width: u32, padded_width: u32 }

@group(0) @binding(0) var<storage, read> rows: array<Real>;            // [rows, width]
@group(0) @binding(1) var<storage, read_write> padded: array<Real>;    // [rows, padded_width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let at = item_of(here);
  if (at >= params.rows * params.padded_width) { return; }
  let row = at / params.padded_width;
  let column = at % params.padded_width;
  if (column >= params.width) {
    padded[at] = Real(0.0);
    return;
  }
  padded[at] = rows[row * params.width + column];
}
