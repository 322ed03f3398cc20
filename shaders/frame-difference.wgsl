// sums[i] = Σ |x[i] − x[j]| in whole bytes, j < i the last step that was encoded: the last with sums[j] ≥ limit.
// One dispatch a step, in order, because j depends on the sums before. A lane strides over the pixels and adds once; sums
// of whole numbers are the same in any order, so neither rounding nor barriers matter.
// uses: item

struct Params {
  index: u32,          // i
  has_last: u32,       // 1: `last` holds the step that was encoded before this batch
  pixels: u32,         // of a step, its one or two frames · H · W
  plane: u32,          // H · W
  items: u32,          // lanes that work on a step
  limit: u32,
  bytes_of_r: f32,     // steps of a byte in 1.0 of the channel
  bytes_of_g: f32,
  bytes_of_b: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;                     // [steps, frames a step, 3, H, W]
@group(0) @binding(1) var<storage, read> last: array<f32>;                  // [frames a step, 3, H, W]
@group(0) @binding(2) var<storage, read_write> sums: array<atomic<u32>>;    // [steps], zeros before the first dispatch
@group(1) @binding(0) var<uniform> params: Params;

const NOTHING_BEFORE = 0xffffffffu;

fn colour_of(origin: u32) -> vec3f {
  return vec3f(x[origin], x[origin + params.plane], x[origin + 2u * params.plane]);
}

fn last_colour(origin: u32) -> vec3f {
  return vec3f(last[origin], last[origin + params.plane], last[origin + 2u * params.plane]);
}

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item >= params.items) { return; }
  let index = params.index;
  if (index == 0u && params.has_last == 0u) {
    if (item == 0u) { atomicStore(&sums[0], NOTHING_BEFORE); }
    return;
  }
  var behind = index;  // one past the step to compare with; 0 stands for `last`
  while (behind > 0u && atomicLoad(&sums[behind - 1u]) < params.limit) { behind--; }

  let size = params.pixels * 3u;
  let bytes_of = vec3f(params.bytes_of_r, params.bytes_of_g, params.bytes_of_b);
  var sum = 0u;
  for (var pixel = item; pixel < params.pixels; pixel += params.items) {
    let at = pixel + 2u * params.plane * (pixel / params.plane);
    var before = vec3f();
    if (behind > 0u) { before = colour_of((behind - 1u) * size + at); } else { before = last_colour(at); }
    let bytes = vec3u(abs(colour_of(index * size + at) - before) * bytes_of + 0.5);
    sum += bytes.r + bytes.g + bytes.b;
  }
  atomicAdd(&sums[index], sum);
}
