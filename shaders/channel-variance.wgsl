// Population variance of every channel over all tokens: Σ_chunks (squares + rows·(mean − centre)²) / (frames·tokens).
// One lane owns one channel and walks the chunks (Chan's merge, second of its two passes).

override LANES: u32 = 64;

struct Params { frames: u32, tokens: u32, width: u32, chunks: u32, rows: u32 }

@group(0) @binding(0) var<storage, read> moments: array<f32>;          // [frames, chunks, 2, width]
@group(0) @binding(1) var<storage, read> centres: array<f32>;          // [frames + 1, width]
@group(0) @binding(2) var<storage, read_write> variance: array<f32>;   // [width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let channel = (group.y * groups.x + group.x) * LANES + lane;
  if (channel >= params.width) { return; }
  let centre = centres[params.frames * params.width + channel];
  let last = f32(params.tokens - (params.chunks - 1u) * params.rows);  // tokens of the last chunk

  var at = channel;
  var total = 0.0;
  for (var frame = 0u; frame < params.frames; frame++) {
    var sum = 0.0;
    for (var chunk = 1u; chunk <= params.chunks; chunk++) {
      let rows = select(f32(params.rows), last, chunk == params.chunks);
      let away = moments[at] - centre;
      sum += moments[at + params.width] + rows * away * away;
      at += 2u * params.width;
    }
    total += sum;
  }
  variance[channel] = total / (f32(params.frames) * f32(params.tokens));
}
