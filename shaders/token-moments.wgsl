// Mean of every channel over a chunk of a frame's tokens and, with PLANES = 2, the sum of squared deviations.
// One lane owns four channels of one chunk; neighbouring lanes own neighbouring channels, so reads coalesce.

override LANES: u32 = 32;
override PLANES: u32 = 1;   // 1: means; 2: means, then squared deviations

struct Params { frames: u32, tokens: u32, quads: u32, chunks: u32, rows: u32 }  // rows: tokens of a chunk, but the last

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;     // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read_write> moments: array<vec4f>;   // [frames, chunks, PLANES, quads]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let quads = params.quads;
  let columns = (quads + LANES - 1u) / LANES;
  let item = group.y * groups.x + group.x;
  let chunk = item / columns;  // over all frames
  let quad = (item % columns) * LANES + lane;
  if (chunk >= params.frames * params.chunks || quad >= quads) { return; }

  let first = (chunk % params.chunks) * params.rows;
  let count = min(params.rows, params.tokens - first);
  var at = ((chunk / params.chunks) * params.tokens + first) * quads + quad;
  let to = chunk * PLANES * quads + quad;
  var mean = vec4f();
  if (PLANES == 1u) {
    for (var row = 0u; row < count; row++) {
      mean += vec4f(tokens[at]);
      at += quads;
    }
    moments[to] = mean / f32(count);
    return;
  }

  // Welford: the naive difference of squares cancels where the mean is large beside the deviations.
  var squares = vec4f();
  for (var row = 0u; row < count; row++) {
    let value = vec4f(tokens[at]);
    let before = value - mean;
    mean += before * (1.0 / f32(row + 1u));
    squares += before * (value - mean);
    at += quads;
  }
  moments[to] = mean;
  moments[to + quads] = squares;
}
