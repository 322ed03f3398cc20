// video[t,n] = −cos(x, c), score[t,n] = −cos(x, c) − cos(x, c_t), on the chosen channels: high = unlike its video and frame.
// One workgroup reads four tokens of a frame beside both centres; each value of a centre serves four tokens.

override LANES: u32 = 32;
override CHOSEN: bool = false;   // score on the listed channels, else on all

struct Params { frames: u32, tokens: u32, width: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<Real>;        // [frames, tokens, width]
@group(0) @binding(1) var<storage, read> centres: array<f32>;        // [frames + 1, width], the video's in the last row
@group(0) @binding(2) var<storage, read> channels: array<u32>;       // [channels] ascending; unread unless CHOSEN
@group(0) @binding(3) var<storage, read_write> video: array<f32>;    // [frames, tokens]
@group(0) @binding(4) var<storage, read_write> score: array<f32>;    // [frames, tokens]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> squares: array<vec4f, LANES>;       // of four tokens
var<workgroup> video_dots: array<vec4f, LANES>;
var<workgroup> frame_dots: array<vec4f, LANES>;
var<workgroup> centre_squares: array<vec2f, LANES>;  // of the video's centre, of the frame's

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

  var square = vec4f();
  var video_dot = vec4f();
  var frame_dot = vec4f();
  var centre_square = vec2f();
  for (var i = lane; i < params.channels; i += LANES) {
    let channel = channel_at(i);
    let x = vec4f(
      f32(tokens[rows.x + channel]),
      f32(tokens[rows.y + channel]),
      f32(tokens[rows.z + channel]),
      f32(tokens[rows.w + channel]),
    );
    let of_video = centres[video_row + channel];
    let of_frame = centres[frame_row + channel];
    square += x * x;
    video_dot += x * of_video;
    frame_dot += x * of_frame;
    centre_square += vec2f(of_video * of_video, of_frame * of_frame);
  }
  squares[lane] = square;
  video_dots[lane] = video_dot;
  frame_dots[lane] = frame_dot;
  centre_squares[lane] = centre_square;
  workgroupBarrier();

  if (lane >= 4u || first + lane >= params.tokens) { return; }
  var sums = vec3f();
  var norms = vec2f();
  for (var i = 0u; i < LANES; i++) {
    sums += vec3f(squares[i][lane], video_dots[i][lane], frame_dots[i][lane]);
    norms += centre_squares[i];
  }
  // A token or centre of zeros is like nothing: its cosine is 0.
  let norm = max(sqrt(sums.x), 1e-12);
  let like_video = sums.y / norm / max(sqrt(norms.x), 1e-12);
  let like_frame = sums.z / norm / max(sqrt(norms.y), 1e-12);
  video[token.x + lane] = -like_video;
  score[token.x + lane] = -(like_video + like_frame);
}

fn channel_at(i: u32) -> u32 {
  if (CHOSEN) { return channels[i]; }
  return i;
}
