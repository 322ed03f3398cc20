// pooled[t, R, C, d] = bilinear(features[t], (R + ½)·rows/out_rows − ½, …)[d]: torch's interpolate, corners not aligned.
// One lane owns one value; neighbouring lanes own neighbouring channels, so reads coalesce.
// uses: item

struct Params {
  frames: u32,
  rows: u32,      // in memory
  columns: u32,
  used_rows: u32, // rows that are pooled; the rest at the end is left out
  used_columns: u32,
  out_rows: u32,
  out_columns: u32,
  width: u32,
  first_frame: u32,   // the frame of `pooled` where features[0] goes
}

@group(0) @binding(0) var<storage, read> features: array<Real>;        // [frames, rows * columns, width]
@group(0) @binding(1) var<storage, read_write> pooled: array<Real>;    // [≥ first_frame + frames, out_rows * out_columns, width]
@group(1) @binding(0) var<uniform> params: Params;

struct Place { low: u32, high: u32, part: f32 }

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let blocks = (params.width + LANES - 1u) / LANES;
  let item = group_of(here);
  let token = item / blocks;  // over all frames
  let channel = (item % blocks) * LANES + here.lane;
  let tokens = params.out_rows * params.out_columns;
  if (token >= params.frames * tokens || channel >= params.width) { return; }

  let frame = token / tokens;
  let row = place(token % tokens / params.out_columns, params.used_rows, params.out_rows);
  let column = place(token % params.out_columns, params.used_columns, params.out_columns);
  let upper = mix_along(frame, row.low, column, channel);
  let lower = mix_along(frame, row.high, column, channel);
  let value = (1.0 - row.part) * upper + row.part * lower;
  pooled[(params.first_frame * tokens + token) * params.width + channel] = Real(value);
}

// The two input cells between which an output cell's centre falls; outside the grid only the nearest counts.
// (index + ½)·size/out_size − ½ as a fraction of integers, so that the weights are exact to their last place.
fn place(index: u32, size: u32, out_size: u32) -> Place {
  let whole = 2u * out_size;
  let at = max(i32((2u * index + 1u) * size) - i32(out_size), 0);
  let low = min(u32(at) / whole, size - 1u);
  return Place(low, min(low + 1u, size - 1u), f32(u32(at) - low * whole) / f32(whole));
}

fn mix_along(frame: u32, row: u32, column: Place, channel: u32) -> f32 {
  let base = (frame * params.rows + row) * params.columns;
  let left = f32(features[(base + column.low) * params.width + channel]);
  let right = f32(features[(base + column.high) * params.width + channel]);
  return (1.0 - column.part) * left + column.part * right;
}
