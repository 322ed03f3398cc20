// patches[p, k] = pixels[frame, channel, y, x]: the rows that Qwen2-VL's encoder reads, two frames in each.
// p runs over steps, blocks of MERGE × MERGE patches, patches of a block; k over channel, frame of the step, y, x.
// One lane copies one value; neighbouring lanes write neighbouring values.

override LANES: u32 = 64;

struct Params { steps: u32, rows: u32, columns: u32, merge: u32, side: u32 }  // rows, columns: patches of a frame, side × side pixels each

@group(0) @binding(0) var<storage, read> pixels: array<f32>;           // [2 steps, 3, rows·patch, columns·patch]
@group(0) @binding(1) var<storage, read_write> patches: array<f32>;    // [steps·rows·columns, 3·2·patch·patch]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let side = params.side;
  let area = side * side;
  let length = 6u * area;
  let at = (group.y * groups.x + group.x) * LANES + lane;
  let p = at / length;
  let per_step = params.rows * params.columns;
  if (p >= params.steps * per_step) { return; }

  let step = p / per_step;
  let merge = params.merge;
  let of_step = p % per_step;
  let block = of_step / (merge * merge);
  let of_block = of_step % (merge * merge);
  let blocks_across = params.columns / merge;
  let row = block / blocks_across * merge + of_block / merge;
  let column = block % blocks_across * merge + of_block % merge;

  let k = at % length;
  let channel = k / (2u * area);
  let frame = 2u * step + k / area % 2u;
  let y = row * side + k % area / side;
  let x = column * side + k % side;
  let width = params.columns * side;
  let height = params.rows * side;
  patches[at] = pixels[((frame * 3u + channel) * height + y) * width + x];
}
