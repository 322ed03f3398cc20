// How far apart two tokens are: 1 − cosine, and TIME for the whole length of the video. A token is a unit vector of
// `compared` [quads, count]; or, if CODED, 128 bits of `compared` [count] (angle-codes): 1 − cosine of the angle that as many
// parts of a half turn have as bits differ is then taken (snippet `codes`). `params` has `count`, `tokens` (in a frame), `quads`
// and `per_frame`, TIME over the number of frames.

override CODED: bool = false;

/** Of four tokens, one a row, to four others, one a column. */
fn four_apart(own: vec4u, others: vec4u) -> mat4x4f {
  var apart = mat4x4f();
  if (CODED) {
    let codes = array<vec4u, 4>(compared[own.x], compared[own.y], compared[own.z], compared[own.w]);
    for (var i = 0u; i < 4u; i++) {
      let other = compared[others[i]];
      let counts = vec4u(
        differing(codes[0], other), differing(codes[1], other), differing(codes[2], other), differing(codes[3], other)
      );
      apart[i] = turned(vec4f(counts));
    }
  } else {
    var likeness = mat4x4f();
    var row = 0u;
    for (var quad = 0u; quad < params.quads; quad++) {
      likeness += transpose(four_quads(row + own)) * four_quads(row + others);
      row += params.count;
    }
    for (var i = 0u; i < 4u; i++) { apart[i] = max(1.0 - likeness[i], vec4f()); }
  }
  let frames = vec4f(own / params.tokens);
  let other_frames = vec4f(others / params.tokens);
  for (var i = 0u; i < 4u; i++) { apart[i] += params.per_frame * abs(frames - other_frames[i]); }
  return apart;
}

fn apart(a: u32, b: u32) -> f32 {
  let time = params.per_frame * abs(f32(a / params.tokens) - f32(b / params.tokens));
  if (CODED) { return turned(vec4f(f32(differing(compared[a], compared[b])))).x + time; }
  var likeness = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    let row = quad * params.count;
    likeness += dot(bitcast<vec4f>(compared[row + a]), bitcast<vec4f>(compared[row + b]));
  }
  return max(1.0 - likeness, 0.0) + time;
}

// One column a token.
fn four_quads(at: vec4u) -> mat4x4f {
  return mat4x4f(
    bitcast<vec4f>(compared[at.x]), bitcast<vec4f>(compared[at.y]), bitcast<vec4f>(compared[at.z]), bitcast<vec4f>(compared[at.w])
  );
}
