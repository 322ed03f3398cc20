// matrix[i, j] = Σ over the other axis of x[i] · x[j], over the number of rows: of rows, or of channels. Both have the same
// eigenvalues beside zeros, so whichever is smaller can be taken. One lane owns one entry.
// uses: item

struct Params { rows: u32, quads: u32, of_channels: u32 }

@group(0) @binding(0) var<storage, read> units: array<f32>;             // [quads, rows, 4], unit vectors
@group(0) @binding(1) var<storage, read_write> matrix: array<f32>;      // [side, side]
@group(1) @binding(0) var<uniform> params: Params;

fn place(row: u32, channel: u32) -> u32 {
  return ((channel / 4u) * params.rows + row) * 4u + channel % 4u;
}

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let channels = 4u * params.quads;
  let side = select(params.rows, channels, params.of_channels == 1u);
  let item = item_of(here);
  let i = item / side;
  let j = item % side;
  if (i >= side) { return; }
  var sum = 0.0;
  if (params.of_channels == 1u) {
    for (var row = 0u; row < params.rows; row++) { sum += units[place(row, i)] * units[place(row, j)]; }
  } else {
    for (var channel = 0u; channel < channels; channel++) { sum += units[place(i, channel)] * units[place(j, channel)]; }
  }
  matrix[item] = sum / f32(params.rows);
}
