// Partial sums of |x|², x·c, x·c_t for eight tokens at a time, and of |c|², |c_t|².
// One lane owns every SLICES-th quad of eight tokens: each quad of a centre serves eight tokens, SLICES neighbours read
// one stretch of memory, and no lane waits for another. cosine-uniqueness adds the slices.
// uses: item, tiles

struct Params { frames: u32, tokens: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;      // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read> centres: array<vec4f>;          // [frames + 1, quads], the video's in the last row
@group(0) @binding(2) var<storage, read_write> partials: array<vec4f>;   // [frames, ⌈tokens/8⌉, SLICES, 2, 4]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let quads = params.quads;
  let item = item_of(here);
  let tile = tile_of(item);
  let frame = tile.frame;
  if (frame >= params.frames) { return; }
  let slice = tile.slice;
  var at_a = tile.rows_a * quads + slice;
  var at_b = tile.rows_b * quads + slice;
  var at_video = params.frames * quads + slice;
  var at_frame = frame * quads + slice;

  var squares_a = vec4f();
  var squares_b = vec4f();
  var video_a = vec4f();
  var video_b = vec4f();
  var frame_a = vec4f();
  var frame_b = vec4f();
  var centres_squares = vec2f();
  for (var quad = slice; quad < quads; quad += SLICES) {
    let of_video = centres[at_video];
    let of_frame = centres[at_frame];
    let a = four_tokens(at_a);
    let b = four_tokens(at_b);
    squares_a += squares_of(a);
    squares_b += squares_of(b);
    video_a += of_video * a;  // row · matrix: four dot products
    video_b += of_video * b;
    frame_a += of_frame * a;
    frame_b += of_frame * b;
    centres_squares += vec2f(dot(of_video, of_video), dot(of_frame, of_frame));
    at_a += vec4u(SLICES);
    at_b += vec4u(SLICES);
    at_video += SLICES;
    at_frame += SLICES;
  }
  let to = item * 8u;
  partials[to] = squares_a;
  partials[to + 1u] = video_a;
  partials[to + 2u] = frame_a;
  partials[to + 3u] = vec4f(centres_squares, 0.0, 0.0);
  partials[to + 4u] = squares_b;
  partials[to + 5u] = video_b;
  partials[to + 6u] = frame_b;
  partials[to + 7u] = vec4f(centres_squares, 0.0, 0.0);
}

// One column a token.
fn four_tokens(at: vec4u) -> mat4x4f {
  return mat4x4f(
    vec4f(tokens[at.x]),
    vec4f(tokens[at.y]),
    vec4f(tokens[at.z]),
    vec4f(tokens[at.w]),
  );
}

fn squares_of(x: mat4x4f) -> vec4f {
  return vec4f(dot(x[0], x[0]), dot(x[1], x[1]), dot(x[2], x[2]), dot(x[3], x[3]));
}
