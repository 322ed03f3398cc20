// Places that stay alike over a segment become one row, at its first frame: their mean cosine over pairs of frames is above `still`.
// parts[i] = 2t + 1 for such a row of frame t, 2t for other tokens, NONE for tokens that went into such a row; rows[i] = the
// mean, or the token. One lane owns one token; all frames of a segment decide alike.
// uses: item

struct Params { count: u32, tokens: u32, quads: u32, still: f32 }

@group(0) @binding(0) var<storage, read> features: array<vec4<Real>>;    // [count, quads]
@group(0) @binding(1) var<storage, read> units: array<vec4f>;            // [quads, count]
@group(0) @binding(2) var<storage, read> firsts: array<u32>;             // [frames], of prunevid-segments
@group(0) @binding(3) var<storage, read_write> parts: array<u32>;        // [count]
@group(0) @binding(4) var<storage, read_write> rows: array<vec4f>;       // [count, quads]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let frame = i / params.tokens;
  let first = firsts[frame];
  var end = first + 1u;
  while (end < params.count / params.tokens && firsts[end] == first) { end++; }
  let frames = f32(end - first);
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    var sum = vec4f();
    for (var other = first; other < end; other++) {
      sum += units[quad * params.count + other * params.tokens + i % params.tokens];
    }
    squares += dot(sum, sum);
  }
  let is_still = frames > 1.0 && (squares - frames) / (frames * (frames - 1.0)) > params.still;
  parts[i] = select(2u * frame, select(2u * frame + 1u, 0xffffffffu, frame > first), is_still);
  if (is_still && frame > first) { return; }
  for (var quad = 0u; quad < params.quads; quad++) {
    var sum = vec4f(features[i * params.quads + quad]);
    if (is_still) {
      for (var other = frame + 1u; other < end; other++) {
        sum += vec4f(features[(other * params.tokens + i % params.tokens) * params.quads + quad]);
      }
      sum /= frames;
    }
    rows[i * params.quads + quad] = sum;
  }
}
