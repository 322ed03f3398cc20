// ranges[b] = the least and the greatest uniqueness of 64 tokens, and the one of them that is nearest the video's mean.
// One lane owns 64 tokens in a row; cover-weights goes through the few ranges.
// uses: item

struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> uniqueness: array<f32>;        // [count], to video and frame
@group(0) @binding(1) var<storage, read> video: array<f32>;             // [count], to the video alone
@group(0) @binding(2) var<storage, read_write> ranges: array<vec4u>;    // [⌈count / 64⌉]: bits of least, greatest, video's least; its place
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let block = item_of(here);
  let first = block * 64u;
  if (first >= params.count) { return; }
  var least = uniqueness[first];
  var greatest = least;
  var nearest = first;
  for (var i = first + 1u; i < min(first + 64u, params.count); i++) {
    least = min(least, uniqueness[i]);
    greatest = max(greatest, uniqueness[i]);
    if (video[i] < video[nearest]) { nearest = i; }
  }
  ranges[block] = vec4u(bitcast<vec3u>(vec3f(least, greatest, video[nearest])), nearest);
}
