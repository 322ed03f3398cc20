// Partial sums of |x|², x·c, x·c_t for four tokens at a time, and of |c|², |c_t|², on the chosen channels.
// One lane owns every SLICES-th quad of four tokens: each quad of a centre serves four tokens, SLICES neighbours read
// one stretch of memory, and no lane waits for another. cosine-uniqueness adds the slices.

override LANES: u32 = 64;
override SLICES: u32 = 8;
override CHOSEN: bool = false;   // count only the channels ranked below `channels`, else all

struct Params { frames: u32, tokens: u32, quads: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;      // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read> centres: array<vec4f>;          // [frames + 1, quads], the video's in the last row
@group(0) @binding(2) var<storage, read> channel_ranks: array<vec4u>;    // [quads]; unread unless CHOSEN
@group(0) @binding(3) var<storage, read_write> partials: array<vec4f>;   // [frames, ⌈tokens/4⌉, SLICES, 4]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let quads = params.quads;
  let item = (group.y * groups.x + group.x) * LANES + lane;
  let tiles = (params.tokens + 3u) / 4u;
  let tile = item / SLICES;
  let slice = item % SLICES;
  let frame = tile / tiles;
  if (frame >= params.frames) { return; }
  // Tokens past the end of the frame read its last one again; nobody reads what they give.
  let first = (tile % tiles) * 4u;
  let token = frame * params.tokens + min(first + vec4u(0u, 1u, 2u, 3u), vec4u(params.tokens - 1u));
  var at = token * quads + slice;
  var at_video = params.frames * quads + slice;
  var at_frame = frame * quads + slice;

  var squares = vec4f();
  var video_dots = vec4f();
  var frame_dots = vec4f();
  var centre_squares = vec2f();
  for (var quad = slice; quad < quads; quad += SLICES) {
    var of_video = centres[at_video];
    var of_frame = centres[at_frame];
    let x0 = vec4f(tokens[at.x]);
    let x1 = vec4f(tokens[at.y]);
    let x2 = vec4f(tokens[at.z]);
    let x3 = vec4f(tokens[at.w]);
    var mask = vec4f(1.0);
    if (CHOSEN) {
      mask = select(vec4f(), vec4f(1.0), channel_ranks[quad] < vec4u(params.channels));
      of_video *= mask;
      of_frame *= mask;
    }
    squares += vec4f(dot(x0 * mask, x0), dot(x1 * mask, x1), dot(x2 * mask, x2), dot(x3 * mask, x3));
    video_dots += vec4f(dot(x0, of_video), dot(x1, of_video), dot(x2, of_video), dot(x3, of_video));
    frame_dots += vec4f(dot(x0, of_frame), dot(x1, of_frame), dot(x2, of_frame), dot(x3, of_frame));
    centre_squares += vec2f(dot(of_video, of_video), dot(of_frame, of_frame));
    at += vec4u(SLICES);
    at_video += SLICES;
    at_frame += SLICES;
  }
  let to = item * 4u;
  partials[to] = squares;
  partials[to + 1u] = video_dots;
  partials[to + 2u] = frame_dots;
  partials[to + 3u] = vec4f(centre_squares, 0.0, 0.0);
}
