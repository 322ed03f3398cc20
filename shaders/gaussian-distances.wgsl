// Partial sums of |z − c|² and |z − c_t|² for four tokens at a time; z is the unit token on the chosen channels.
// One lane owns every SLICES-th quad of four tokens, as in cosine-dots; gaussian-uniqueness adds the slices.

override LANES: u32 = 64;
override SLICES: u32 = 8;
override CHOSEN: bool = false;   // count only the channels ranked below `channels`, else all

struct Params { frames: u32, tokens: u32, quads: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;      // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read> inverse_norms: array<f32>;      // [frames, tokens]
@group(0) @binding(2) var<storage, read> centres: array<vec4f>;          // [frames + 1, quads], of unit tokens; the video's last
@group(0) @binding(3) var<storage, read> channel_ranks: array<vec4u>;    // [quads]; unread unless CHOSEN
@group(0) @binding(4) var<storage, read_write> partials: array<vec4f>;   // [frames, ⌈tokens/4⌉, SLICES, 2]
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
  let inverse0 = inverse_norms[token.x];
  let inverse1 = inverse_norms[token.y];
  let inverse2 = inverse_norms[token.z];
  let inverse3 = inverse_norms[token.w];
  var at = token * quads + slice;
  var at_video = params.frames * quads + slice;
  var at_frame = frame * quads + slice;

  // The difference first, then the square: 1 + |c|² − 2z·c would cancel where frames barely differ.
  var video_squares = vec4f();
  var frame_squares = vec4f();
  for (var quad = slice; quad < quads; quad += SLICES) {
    let of_video = centres[at_video];
    let of_frame = centres[at_frame];
    var z0 = vec4f(tokens[at.x]) * inverse0;
    var z1 = vec4f(tokens[at.y]) * inverse1;
    var z2 = vec4f(tokens[at.z]) * inverse2;
    var z3 = vec4f(tokens[at.w]) * inverse3;
    if (CHOSEN) {  // the centres are 0 there already
      let mask = select(vec4f(), vec4f(1.0), channel_ranks[quad] < vec4u(params.channels));
      z0 *= mask;
      z1 *= mask;
      z2 *= mask;
      z3 *= mask;
    }
    let a0 = z0 - of_video;
    let a1 = z1 - of_video;
    let a2 = z2 - of_video;
    let a3 = z3 - of_video;
    video_squares += vec4f(dot(a0, a0), dot(a1, a1), dot(a2, a2), dot(a3, a3));
    let b0 = z0 - of_frame;
    let b1 = z1 - of_frame;
    let b2 = z2 - of_frame;
    let b3 = z3 - of_frame;
    frame_squares += vec4f(dot(b0, b0), dot(b1, b1), dot(b2, b2), dot(b3, b3));
    at += vec4u(SLICES);
    at_video += SLICES;
    at_frame += SLICES;
  }
  partials[item * 2u] = video_squares;
  partials[item * 2u + 1u] = frame_squares;
}
