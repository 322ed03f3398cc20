// video[t,n] = −cos(x, c), score[t,n] = −cos(x, c) − cos(x, c_t): high = unlike its video and its frame.
// One lane adds the slices of four tokens, as cosine-dots left them.
// uses: item

override SLICES: u32;

struct Params { frames: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> partials: array<vec4f>;     // [frames, ⌈tokens/8⌉, SLICES, 2, 4]
@group(0) @binding(1) var<storage, read_write> video: array<f32>;    // [frames, tokens]
@group(0) @binding(2) var<storage, read_write> score: array<f32>;    // [frames, tokens]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let tiles = (params.tokens + 7u) / 8u;
  let tile = item / 2u;
  let half = item % 2u;
  let frame = tile / tiles;
  if (frame >= params.frames) { return; }

  var squares = vec4f();
  var video_dots = vec4f();
  var frame_dots = vec4f();
  var centre_squares = vec2f();
  for (var slice = 0u; slice < SLICES; slice++) {
    let at = ((tile * SLICES + slice) * 2u + half) * 4u;
    squares += partials[at];
    video_dots += partials[at + 1u];
    frame_dots += partials[at + 2u];
    centre_squares += partials[at + 3u].xy;
  }
  // The cosine with a token or a centre of zeros counts as 0.
  let norms = max(sqrt(squares), vec4f(1e-12));
  let centre_norms = max(sqrt(centre_squares), vec2f(1e-12));
  let like_video = video_dots / norms / centre_norms.x;
  let like_frame = frame_dots / norms / centre_norms.y;
  let first = (tile % tiles) * 8u + half * 4u;
  for (var i = 0u; i < 4u && first + i < params.tokens; i++) {
    let at = frame * params.tokens + first + i;
    video[at] = -like_video[i];
    score[at] = -(like_video[i] + like_frame[i]);
  }
}
