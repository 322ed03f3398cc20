// Partial sums of |z − c|² and |z − c_t|² for eight tokens at a time; z is the unit token.
// One lane owns every SLICES-th quad of eight tokens, as in cosine-dots; gaussian-uniqueness adds the slices.
// uses: item, tiles

struct Params { frames: u32, tokens: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;      // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read> inverse_norms: array<f32>;      // [frames, tokens]
@group(0) @binding(2) var<storage, read> centres: array<vec4f>;          // [frames + 1, quads], of unit tokens; the video's last
@group(0) @binding(3) var<storage, read_write> partials: array<vec4f>;   // [frames, ⌈tokens/8⌉, SLICES, 2, 2]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let quads = params.quads;
  let item = item_of(here);
  let tile = tile_of(item);
  let frame = tile.frame;
  if (frame >= params.frames) { return; }
  let slice = tile.slice;
  let inverse_a = inverses_of(tile.rows_a);
  let inverse_b = inverses_of(tile.rows_b);
  var at_a = tile.rows_a * quads + slice;
  var at_b = tile.rows_b * quads + slice;
  var at_video = params.frames * quads + slice;
  var at_frame = frame * quads + slice;

  var video_a = vec4f();
  var video_b = vec4f();
  var frame_a = vec4f();
  var frame_b = vec4f();
  for (var quad = slice; quad < quads; quad += SLICES) {
    let of_video = centres[at_video];
    let of_frame = centres[at_frame];
    let a = unit_tokens(at_a, inverse_a);
    let b = unit_tokens(at_b, inverse_b);
    video_a += distances(a, of_video);
    video_b += distances(b, of_video);
    frame_a += distances(a, of_frame);
    frame_b += distances(b, of_frame);
    at_a += vec4u(SLICES);
    at_b += vec4u(SLICES);
    at_video += SLICES;
    at_frame += SLICES;
  }
  let to = item * 4u;
  partials[to] = video_a;
  partials[to + 1u] = frame_a;
  partials[to + 2u] = video_b;
  partials[to + 3u] = frame_b;
}

fn inverses_of(token: vec4u) -> vec4f {
  return vec4f(
    inverse_norms[token.x],
    inverse_norms[token.y],
    inverse_norms[token.z],
    inverse_norms[token.w],
  );
}

// One column a token.
fn unit_tokens(at: vec4u, inverse: vec4f) -> mat4x4f {
  return mat4x4f(
    vec4f(tokens[at.x]) * inverse.x,
    vec4f(tokens[at.y]) * inverse.y,
    vec4f(tokens[at.z]) * inverse.z,
    vec4f(tokens[at.w]) * inverse.w,
  );
}

// The difference is squared, because 1 + |c|² − 2z·c would cancel where frames barely differ.
fn distances(z: mat4x4f, centre: vec4f) -> vec4f {
  let d0 = z[0] - centre;
  let d1 = z[1] - centre;
  let d2 = z[2] - centre;
  let d3 = z[3] - centre;
  return vec4f(dot(d0, d0), dot(d1, d1), dot(d2, d2), dot(d3, d3));
}
