// groups[t] = the first frame of the group of frame t; groups[frames] = the number of groups. A frame joins the group before
// it while 1 − cosine of its mean with that of the group's first frame is at most `most_apart`, and the group has at most
// `longest` frames before it joins. One workgroup does all, since a group depends on those before it.

struct Params { frames: u32, quads: u32, longest: u32, most_apart: f32 }

@group(0) @binding(0) var<storage, read> centres: array<vec4f>;          // [frames + 1, quads]
@group(0) @binding(1) var<storage, read_write> groups: array<u32>;       // [frames + 1]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> sums: array<vec3f, LANES>;
var<workgroup> first: u32;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var number = 0u;
  for (var frame = 0u; frame < params.frames; frame++) {
    var sum = vec3f();
    for (var quad = lane; quad < params.quads; quad += LANES) {
      let a = centres[frame * params.quads + quad];
      let b = centres[first * params.quads + quad];
      sum += vec3f(dot(a, b), dot(a, a), dot(b, b));
    }
    sums[lane] = sum;
    workgroupBarrier();
    if (lane == 0u) {
      for (var other = 1u; other < LANES; other++) { sum += sums[other]; }
      let apart = 1.0 - sum.x / max(sqrt(sum.y) * sqrt(sum.z), 1e-24);
      if (frame == 0u || !(apart <= params.most_apart) || frame - first > params.longest) {
        first = frame;
        number++;
      }
      groups[frame] = first;
    }
    workgroupBarrier();
  }
  if (lane == 0u) { groups[params.frames] = number; }
}
