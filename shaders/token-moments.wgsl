// Mean of every channel over a chunk of a frame's tokens and, with PLANES = 2, the sum of squared deviations.
// One lane owns one channel of one chunk; neighbouring lanes own neighbouring channels, so reads coalesce.

override LANES: u32 = 64;
override PLANES: u32 = 1;   // 1: means; 2: means, then squared deviations

struct Params { frames: u32, tokens: u32, width: u32, chunks: u32, rows: u32 }  // rows: tokens of a chunk, but the last

@group(0) @binding(0) var<storage, read> tokens: array<Real>;         // [frames, tokens, width]
@group(0) @binding(1) var<storage, read_write> moments: array<f32>;   // [frames, chunks, PLANES, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let columns = (params.width + LANES - 1u) / LANES;
  let item = group.y * groups.x + group.x;
  let chunk = item / columns;  // over all frames
  let channel = (item % columns) * LANES + lane;
  if (chunk >= params.frames * params.chunks || channel >= params.width) { return; }

  let frame = chunk / params.chunks;
  let first = (chunk % params.chunks) * params.rows;
  let count = min(params.rows, params.tokens - first);
  var at = (frame * params.tokens + first) * params.width + channel;

  let to = chunk * PLANES * params.width + channel;
  if (PLANES == 1u) {
    var sum = 0.0;
    for (var row = 0u; row < count; row++) {
      sum += f32(tokens[at]);
      at += params.width;
    }
    moments[to] = sum / f32(count);
    return;
  }

  // Welford: the naive difference of squares cancels where the mean is large beside the deviations.
  var mean = 0.0;
  var squares = 0.0;
  for (var row = 0u; row < count; row++) {
    let value = f32(tokens[at]);
    let before = value - mean;
    mean += before * (1.0 / f32(row + 1u));  // the factor is the same for all lanes
    squares += before * (value - mean);
    at += params.width;
  }
  moments[to] = mean;
  moments[to + params.width] = squares;
}
