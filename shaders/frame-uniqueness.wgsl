// uniqueness[t] = mean over n of video[t, n].
// One workgroup owns one frame.

override LANES: u32 = 64;   // a power of two

struct Params { frames: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> video: array<f32>;             // [frames, tokens]
@group(0) @binding(1) var<storage, read_write> uniqueness: array<f32>;  // [frames]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> sums: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let frame = group.y * groups.x + group.x;
  if (frame >= params.frames) { return; }  // the same for the whole group: barriers stay legal
  var sum = 0.0;
  for (var n = lane; n < params.tokens; n += LANES) { sum += video[frame * params.tokens + n]; }
  sums[lane] = sum;
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { sums[lane] += sums[lane + stride]; }
    workgroupBarrier();
  }
  if (lane == 0u) { uniqueness[frame] = sums[0] / f32(params.tokens); }
}
