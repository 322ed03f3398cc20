// Centre of every frame and of the video: c_t = Σ_chunks rows·mean / tokens, c = mean over t of c_t.
// One lane owns one channel and walks the chunks; neighbours own neighbouring channels.

override LANES: u32 = 64;

struct Params { frames: u32, tokens: u32, width: u32, chunks: u32, rows: u32, planes: u32 }

@group(0) @binding(0) var<storage, read> moments: array<f32>;         // [frames, chunks, planes, width], plane 0 the means
@group(0) @binding(1) var<storage, read_write> centres: array<f32>;   // [frames + 1, width], the video's in the last row
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let channel = (group.y * groups.x + group.x) * LANES + lane;
  if (channel >= params.width) { return; }
  let last = f32(params.tokens - (params.chunks - 1u) * params.rows);  // tokens of the last chunk
  let step = params.planes * params.width;

  // Sums of sums, chunks within frames within the video, keep the rounding error that of a tree.
  var at = channel;
  var video = 0.0;
  for (var frame = 0u; frame < params.frames; frame++) {
    var sum = 0.0;
    for (var chunk = 1u; chunk < params.chunks; chunk++) {
      sum += moments[at];
      at += step;
    }
    let centre = (sum * f32(params.rows) + moments[at] * last) / f32(params.tokens);
    at += step;
    centres[frame * params.width + channel] = centre;
    video += centre;
  }
  centres[params.frames * params.width + channel] = video / f32(params.frames);
}
