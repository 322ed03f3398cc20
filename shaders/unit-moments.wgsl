// Mean of the unit tokens z = x[C] / max(|x[C]|, 1e-12) over a chunk of a frame, and the factor 1 / max(|x[C]|, 1e-12).
// One workgroup owns one chunk: norms of four tokens at a time, then the means, reading the chunk again while it is hot.

override LANES: u32 = 64;
override MOST_ROWS: u32 = 64;    // no chunk is longer
override CHOSEN: bool = false;   // score on the listed channels, else on all

struct Params { frames: u32, tokens: u32, width: u32, chunks: u32, rows: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<Real>;            // [frames, tokens, width]
@group(0) @binding(1) var<storage, read> channels: array<u32>;           // [channels] ascending; unread unless CHOSEN
@group(0) @binding(2) var<storage, read_write> moments: array<f32>;      // [frames, chunks, 1, width], 0 where not chosen
@group(0) @binding(3) var<storage, read_write> inverse_norms: array<f32>;  // [frames, tokens]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> squares: array<vec4f, LANES>;
var<workgroup> inverses: array<f32, MOST_ROWS>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let chunk = group.y * groups.x + group.x;  // over all frames
  if (chunk >= params.frames * params.chunks) { return; }  // the same for the whole group: barriers stay legal
  let first = (chunk % params.chunks) * params.rows;
  let count = min(params.rows, params.tokens - first);
  let token = (chunk / params.chunks) * params.tokens + first;

  // `params.rows`, not `count`, bounds the loop: what steers a barrier must come from a uniform.
  for (var row = 0u; row < params.rows; row += 4u) {
    // Rows past the end read the last one again; nobody uses what they give.
    let rows = (token + min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(count - 1u))) * params.width;
    var sum = vec4f();
    for (var i = lane; i < params.channels; i += LANES) {
      let channel = channel_at(i);
      let x = vec4f(
        f32(tokens[rows.x + channel]),
        f32(tokens[rows.y + channel]),
        f32(tokens[rows.z + channel]),
        f32(tokens[rows.w + channel]),
      );
      sum += x * x;
    }
    squares[lane] = sum;
    workgroupBarrier();
    if (lane < 4u && row + lane < count) {
      var total = 0.0;
      for (var i = 0u; i < LANES; i++) { total += squares[i][lane]; }
      let inverse = 1.0 / max(sqrt(total), 1e-12);
      inverses[row + lane] = inverse;
      inverse_norms[token + row + lane] = inverse;
    }
    workgroupBarrier();
  }

  for (var i = lane; i < params.channels; i += LANES) {
    let channel = channel_at(i);
    var at = token * params.width + channel;
    var sum = 0.0;
    for (var row = 0u; row < count; row++) {
      sum += f32(tokens[at]) * inverses[row];
      at += params.width;
    }
    moments[chunk * params.width + channel] = sum / f32(count);
  }
}

fn channel_at(i: u32) -> u32 {
  if (CHOSEN) { return channels[i]; }
  return i;
}
