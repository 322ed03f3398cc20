// rows[k] = (mean of the component of kept token k + Σ of all tokens most like it) / (1 + their number).
// One lane owns one channel of a row.
// uses: item

struct Params { count: u32, width: u32, slots: u32, most: u32 }

@group(0) @binding(0) var<storage, read> features: array<Real>;          // [count, width]
@group(0) @binding(1) var<storage, read> kept: array<u32>;               // [most], each below `count`
@group(0) @binding(2) var<storage, read> places: array<u32>;             // [count]: the slot of each token that stands
@group(0) @binding(3) var<storage, read> heads: array<u32>;              // [slots], of member-chains by nearest slots
@group(0) @binding(4) var<storage, read> following: array<u32>;          // [count], of member-chains by nearest slots
@group(0) @binding(5) var<storage, read> centres: array<f32>;            // [⌈width / 4⌉, slots, 4], of scissor-centres
@group(0) @binding(6) var<storage, read> norms: array<f32>;              // [slots], of scissor-centres
@group(0) @binding(7) var<storage, read_write> rows: array<Real>;        // [most, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item >= params.most * params.width) { return; }
  let channel = item % params.width;
  let slot = min(places[kept[item / params.width]], params.slots - 1u);
  var sum = centres[(channel / 4u * params.slots + slot) * 4u + channel % 4u] * norms[slot];
  var number = 1.0;
  for (var i = heads[slot]; i < params.count; i = following[i]) {
    sum += f32(features[i * params.width + channel]);
    number += 1.0;
  }
  rows[item] = Real(sum / number);
}
