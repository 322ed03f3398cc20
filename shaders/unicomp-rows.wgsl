// rows[k] = half the kept token k and half the mean of all that are near it, each a mean over the frames of its group.
// One lane owns one channel of a row.
// uses: item

struct Params { count: u32, tokens: u32, width: u32, words: u32, most: u32 }

@group(0) @binding(0) var<storage, read> features: array<Real>;          // [count, width]
@group(0) @binding(1) var<storage, read> kept: array<u32>;               // [most], of groups' first frames
@group(0) @binding(2) var<storage, read> near: array<u32>;               // [count, words], of unicomp-near
@group(0) @binding(3) var<storage, read> groups: array<u32>;             // [frames + 1], of frame-groups
@group(0) @binding(4) var<storage, read_write> rows: array<Real>;        // [most, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item >= params.most * params.width) { return; }
  let channel = item % params.width;
  let token = kept[item / params.width];
  let frame = token / params.tokens;
  let frames = params.count / params.tokens;
  var sum = 0.0;
  var number = 0u;
  for (var word = 0u; word < params.words; word++) {
    var bits = near[token * params.words + word];
    while (bits != 0u) {
      let n = 32u * word + firstTrailingBit(bits);
      bits &= bits - 1u;
      number++;
      sum += group_mean(frame, n, channel, frames);
    }
  }
  let own = group_mean(frame, token % params.tokens, channel, frames);
  rows[item] = Real(0.5 * (own + sum / f32(max(number, 1u))));
}

fn group_mean(frame: u32, place: u32, channel: u32, frames: u32) -> f32 {
  var sum = 0.0;
  var end = frame;
  while (end < frames && (end == frame || groups[end] == frame)) {
    sum += f32(features[(end * params.tokens + place) * params.width + channel]);
    end++;
  }
  return sum / f32(end - frame);
}
