// video[t,n] = −K(|z − c|²), score[t,n] = −K(|z − c|²) − K(|z − c_t|²), K(d²) = Σ_a exp(−d²/2a), a = 1/8, 1/4, 1/2, 1, 2.
// One lane adds the slices of four tokens, as gaussian-distances left them.
// uses: item, finite

override SLICES: u32;

struct Params { frames: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> partials: array<vec4f>;     // [frames, ⌈tokens/8⌉, SLICES, 2, 2]
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
  var video_squares = vec4f();
  var frame_squares = vec4f();
  for (var slice = 0u; slice < SLICES; slice++) {
    let at = ((tile * SLICES + slice) * 2u + half) * 2u;
    video_squares += partials[at];
    frame_squares += partials[at + 1u];
  }
  let like_video = gaussians(video_squares);
  let like_frame = gaussians(frame_squares);
  let first = (tile % tiles) * 8u + half * 4u;
  for (var i = 0u; i < 4u && first + i < params.tokens; i++) {
    let at = frame * params.tokens + first + i;
    // What is not finite is passed on, so that it is told.
    let squares = video_squares[i] + frame_squares[i];
    video[at] = select(squares, -like_video[i], is_finite(squares));
    score[at] = select(squares, -(like_video[i] + like_frame[i]), is_finite(squares));
  }
}

// The five exponents are 1/4, 1/2, 1, 2 and 4 times −d²: powers of one exponential. d² ≤ 4, since z and c lie in the
// unit ball, so a polynomial suffices, and is the same on every GPU (the built-in exp may be off by 11 ulp here).
fn gaussians(squares: vec4f) -> vec4f {
  let e = exp_of_minus(min(squares * 0.25, vec4f(1.0)));
  let e2 = e * e;
  let e4 = e2 * e2;
  let e8 = e4 * e4;
  return e8 * e8 + e8 + e4 + e2 + e;
}

// exp(−y) for y in [0, 1]: Taylor to the 11th power, error below 3e-9.
fn exp_of_minus(y: vec4f) -> vec4f {
  var sum = vec4f(1.0);
  for (var n = 11.0; n > 0.5; n -= 1.0) { sum = 1.0 - sum * y / n; }
  return sum;
}
