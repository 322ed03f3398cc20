// video[t,n] = −K(|z − c|²), score[t,n] = −K(|z − c|²) − K(|z − c_t|²), K(d²) = Σ_a exp(−d²/2a), a = 1/8, 1/4, 1/2, 1, 2.
// One workgroup reads four tokens of a frame beside both centres; z is the unit token on the chosen channels.

override LANES: u32 = 32;
override CHOSEN: bool = false;   // score on the listed channels, else on all

struct Params { frames: u32, tokens: u32, width: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<Real>;         // [frames, tokens, width]
@group(0) @binding(1) var<storage, read> centres: array<f32>;         // [frames + 1, width], of unit tokens; the video's last
@group(0) @binding(2) var<storage, read> channels: array<u32>;        // [channels] ascending; unread unless CHOSEN
@group(0) @binding(3) var<storage, read> inverse_norms: array<f32>;   // [frames, tokens]
@group(0) @binding(4) var<storage, read_write> video: array<f32>;     // [frames, tokens]
@group(0) @binding(5) var<storage, read_write> score: array<f32>;     // [frames, tokens]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> video_squares: array<vec4f, LANES>;
var<workgroup> frame_squares: array<vec4f, LANES>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let tiles = (params.tokens + 3u) / 4u;
  let tile = group.y * groups.x + group.x;
  let frame = tile / tiles;
  if (frame >= params.frames) { return; }  // the same for the whole group: the barrier stays legal
  let first = (tile % tiles) * 4u;
  // Tokens past the end of the frame read its last one again and write nothing.
  let token = frame * params.tokens + min(first + vec4u(0u, 1u, 2u, 3u), vec4u(params.tokens - 1u));
  let rows = token * params.width;
  let frame_row = frame * params.width;
  let video_row = params.frames * params.width;
  let inverse = vec4f(
    inverse_norms[token.x],
    inverse_norms[token.y],
    inverse_norms[token.z],
    inverse_norms[token.w],
  );

  // The difference first, then the square: 1 + |c|² − 2z·c would cancel where frames barely differ.
  var video_square = vec4f();
  var frame_square = vec4f();
  for (var i = lane; i < params.channels; i += LANES) {
    let channel = channel_at(i);
    let z = inverse * vec4f(
      f32(tokens[rows.x + channel]),
      f32(tokens[rows.y + channel]),
      f32(tokens[rows.z + channel]),
      f32(tokens[rows.w + channel]),
    );
    let from_video = z - centres[video_row + channel];
    let from_frame = z - centres[frame_row + channel];
    video_square += from_video * from_video;
    frame_square += from_frame * from_frame;
  }
  video_squares[lane] = video_square;
  frame_squares[lane] = frame_square;
  workgroupBarrier();

  if (lane >= 4u || first + lane >= params.tokens) { return; }
  var sums = vec2f();
  for (var i = 0u; i < LANES; i++) {
    sums += vec2f(video_squares[i][lane], frame_squares[i][lane]);
  }
  let like_video = gaussians(sums.x);
  let like_frame = gaussians(sums.y);
  video[token.x + lane] = -like_video;
  score[token.x + lane] = -(like_video + like_frame);
}

// The five exponents are 1/4, 1/2, 1, 2 and 4 times −d²: powers of one exponential. d² ≤ 4, since z and c lie in the
// unit ball, so a polynomial does, and gives the same digits on every GPU (the built-in exp may be off by 11 ulp here).
fn gaussians(square: f32) -> f32 {
  let e = exp_of_minus(min(square * 0.25, 1.0));
  let e2 = e * e;
  let e4 = e2 * e2;
  let e8 = e4 * e4;
  return e8 * e8 + e8 + e4 + e2 + e;
}

// exp(−y) for y in [0, 1]: Taylor to the 11th power, error below 3e-9.
fn exp_of_minus(y: f32) -> f32 {
  var sum = 1.0;
  for (var n = 11.0; n > 0.5; n -= 1.0) { sum = 1.0 - sum * y / n; }
  return sum;
}

fn channel_at(i: u32) -> u32 {
  if (CHOSEN) { return channels[i]; }
  return i;
}
