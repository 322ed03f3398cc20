// last = of each patch the pixels of its source: x[source − 1], or what is there for source 0.
// One lane owns one pixel of one plane; pixels of no patch stay.
// uses: item

struct Params {
  steps: u32,
  planes: u32,
  height: u32,
  width: u32,
  rows: u32,       // of patches
  columns: u32,
  merge: u32,      // patches are in the order of blocks of merge · merge
  side: u32,       // of a patch
}

@group(0) @binding(0) var<storage, read> x: array<f32>;            // [steps, planes, H, W]
@group(0) @binding(1) var<storage, read> sources: array<u32>;      // [steps, P]
@group(0) @binding(2) var<storage, read_write> last: array<f32>;   // [planes, H, W]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let plane = params.height * params.width;
  let size = params.planes * plane;
  if (item >= size) { return; }
  let row = (item % plane) / params.width / params.side;
  let column = item % params.width / params.side;
  if (row >= params.rows || column >= params.columns) { return; }
  let merge = params.merge;
  let block = (row / merge) * (params.columns / merge) + column / merge;
  let p = block * merge * merge + (row % merge) * merge + column % merge;
  let source = sources[(params.steps - 1u) * params.rows * params.columns + p];
  if (source > 0u) { last[item] = x[(source - 1u) * size + item]; }
}
