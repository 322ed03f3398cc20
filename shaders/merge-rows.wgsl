// rows[k] = the mean of all tokens of the cluster that the kept token k stands for. One lane owns one channel of a row.
// uses: item

struct Params { count: u32, width: u32, most: u32 }

@group(0) @binding(0) var<storage, read> features: array<Real>;          // [count, width]
@group(0) @binding(1) var<storage, read> kept: array<u32>;               // [most], each below `count`
@group(0) @binding(2) var<storage, read> labels: array<u32>;             // [count]
@group(0) @binding(3) var<storage, read> heads: array<u32>;              // [clusters], of member-chains
@group(0) @binding(4) var<storage, read> following: array<u32>;          // [count], of member-chains
@group(0) @binding(5) var<storage, read_write> rows: array<Real>;        // [most, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item >= params.most * params.width) { return; }
  let channel = item % params.width;
  var sum = 0.0;
  var number = 0.0;
  for (var i = heads[labels[kept[item / params.width]]]; i < params.count; i = following[i]) {
    sum += f32(features[i * params.width + channel]);
    number += 1.0;
  }
  rows[item] = Real(sum / number);
}
