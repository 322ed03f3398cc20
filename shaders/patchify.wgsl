// patches[p, k] = pixels[frame, channel, y, x]: the rows that a patch encoder reads, FRAMES frames in each.
// p runs over steps, blocks of MERGE × MERGE patches, patches of a block, then rows of zeros up to `padded` a step;
// k over channel, frame of the step, y, x, or over frame, y, x, channel where channels stand last.
// One lane copies one value; neighbouring lanes write neighbouring values.
// uses: item

struct Params {
  steps: u32,
  frames: u32,          // of a step
  rows: u32,            // patches of a frame, side × side pixels each
  columns: u32,
  merge: u32,
  side: u32,
  padded: u32,          // rows a step, at least rows · columns
  channels_last: u32,   // 0 or 1
}

@group(0) @binding(0) var<storage, read> pixels: array<f32>;           // [frames·steps, 3, rows·side, columns·side]
@group(0) @binding(1) var<storage, read_write> patches: array<f32>;    // [steps·padded, 3·frames·side·side]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let side = params.side;
  let area = side * side;
  let length = 3u * params.frames * area;
  let at = item_of(here);
  let p = at / length;
  if (p >= params.steps * params.padded) { return; }

  let step = p / params.padded;
  let of_step = p % params.padded;
  if (of_step >= params.rows * params.columns) {
    patches[at] = 0.0;
    return;
  }
  let merge = params.merge;
  let block = of_step / (merge * merge);
  let of_block = of_step % (merge * merge);
  let blocks_across = params.columns / merge;
  let row = block / blocks_across * merge + of_block / merge;
  let column = block % blocks_across * merge + of_block % merge;

  let k = at % length;
  let plane = params.frames * area;
  let channel = select(k / plane, k % 3u, params.channels_last == 1u);
  let place = select(k % plane, k / 3u, params.channels_last == 1u);
  let frame = params.frames * step + place / area;
  let y = row * side + place % area / side;
  let x = column * side + place % side;
  let width = params.columns * side;
  let height = params.rows * side;
  patches[at] = pixels[((frame * 3u + channel) * height + y) * width + x];
}
