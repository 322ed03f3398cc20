// How far apart two tokens are: 1 − cosine, and TIME for the whole length of the video. `folded` holds unit vectors
// [quads, count]; `params` has `count`, `tokens` (in a frame), `quads` and `per_frame`, TIME over the number of frames.

fn apart(a: u32, b: u32) -> f32 {
  var likeness = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    likeness += dot(folded[quad * params.count + a], folded[quad * params.count + b]);
  }
  return max(1.0 - likeness, 0.0) + params.per_frame * abs(f32(a / params.tokens) - f32(b / params.tokens));
}
