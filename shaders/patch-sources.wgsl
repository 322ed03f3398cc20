// sources[t, p] = 1 + the last step s ≤ t that patch p is encoded in; 0: the one that `last` holds. Where it is wanted, it is encoded
// in step t when max |mean(x[t] − x[s])| > threshold over its blocks of pixels, when s is `refresh` steps ago, and when there is none.
// One lane owns one patch through all steps, because each step is compared with the last one that was encoded.
// uses: item

struct Params {
  steps: u32,
  planes: u32,     // of a step: its one or two frames of three channels
  height: u32,
  width: u32,
  rows: u32,       // of patches
  columns: u32,
  merge: u32,      // patches are in the order of blocks of merge · merge
  side: u32,       // of a patch
  block: u32,      // the side of a block of pixels; what is left of a patch are smaller ones
  refresh: u32,
  threshold: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;                  // [steps, planes, H, W]
@group(0) @binding(1) var<storage, read> last: array<f32>;               // [planes, H, W]
@group(0) @binding(2) var<storage, read> ages: array<u32>;               // [P]: how many steps before step 0 `last` was, or NEVER
@group(0) @binding(3) var<storage, read> wanted: array<u32>;             // [steps, P], 0 or 1
@group(0) @binding(4) var<storage, read_write> sources: array<u32>;      // [steps, P]
@group(0) @binding(5) var<storage, read_write> later_ages: array<u32>;   // [P]: the same for the step after these
@group(1) @binding(0) var<uniform> params: Params;

const NEVER = 0xffffffffu;

fn differs(t: u32, source: u32, origin: u32) -> bool {
  let plane = params.height * params.width;
  let size = params.planes * plane;
  for (var c = 0u; c < params.planes; c++) {
    for (var top = 0u; top < params.side; top += params.block) {
      for (var left = 0u; left < params.side; left += params.block) {
        let rows = min(params.block, params.side - top);
        let columns = min(params.block, params.side - left);
        var sum = 0.0;
        for (var i = 0u; i < rows * columns; i++) {
          let at = c * plane + origin + (top + i / columns) * params.width + left + i % columns;
          var before = 0.0;
          if (source > 0u) { before = x[(source - 1u) * size + at]; } else { before = last[at]; }
          sum += x[t * size + at] - before;
        }
        if (abs(sum) > params.threshold * f32(rows * columns)) { return true; }
      }
    }
  }
  return false;
}

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let p = item_of(here);
  let patches = params.rows * params.columns;
  if (p >= patches) { return; }
  let merge = params.merge;
  let block = p / (merge * merge);
  let within = p % (merge * merge);
  let blocks = params.columns / merge;
  let row = (block / blocks) * merge + within / merge;
  let column = (block % blocks) * merge + within % merge;
  let origin = (row * params.width + column) * params.side;

  var source = 0u;
  var age = ages[p];
  for (var t = 0u; t < params.steps; t++) {
    let at = t * patches + p;
    if (wanted[at] == 1u && (age >= params.refresh || differs(t, source, origin))) {
      source = t + 1u;
      age = 0u;
    }
    sources[at] = source;
    if (age < NEVER) { age++; }
  }
  later_ages[p] = age;
}
