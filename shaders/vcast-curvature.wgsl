// curvatures[t] = 1 − cosine of the steps before and after frame t, on the unit means of frames; 1 at both ends.
// One lane owns one frame.
// uses: item

struct Params { frames: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> centres: array<vec4f>;           // [frames + 1, quads]
@group(0) @binding(1) var<storage, read_write> curvatures: array<f32>;    // [frames]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  if (frame == 0u || frame + 1u == params.frames) {
    curvatures[frame] = 1.0;
    return;
  }
  let inverses = vec3f(inverse_norm(frame - 1u), inverse_norm(frame), inverse_norm(frame + 1u));
  var sums = vec3f();
  for (var quad = 0u; quad < params.quads; quad++) {
    let at = frame * params.quads + quad;
    let own = centres[at] * inverses.y;
    let before = own - centres[at - params.quads] * inverses.x;
    let after = centres[at + params.quads] * inverses.z - own;
    sums += vec3f(dot(before, after), dot(before, before), dot(after, after));
  }
  curvatures[frame] = 1.0 - sums.x / (max(sqrt(sums.y), 1e-6) * max(sqrt(sums.z), 1e-6));
}

fn inverse_norm(frame: u32) -> f32 {
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    let centre = centres[frame * params.quads + quad];
    squares += dot(centre, centre);
  }
  return 1.0 / max(sqrt(squares), 1e-6);
}
