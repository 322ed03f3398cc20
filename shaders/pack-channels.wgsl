// packed[n] = tokens[n] on the chosen channels, then zeros up to a multiple of four; partial sums of |packed|².
// One lane owns every SLICES-th quad of eight tokens, as in token-squares, and looks each channel up once for all eight.
// The list ascends: neighbouring lanes read channels that are near each other.
// uses: item

override SLICES: u32;

struct Params { frames: u32, tokens: u32, width: u32, channels: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<Real>;                // [frames, tokens, width]
@group(0) @binding(1) var<storage, read> chosen: array<u32>;                 // [channels], ascending
@group(0) @binding(2) var<storage, read_write> packed: array<vec4<Real>>;    // [frames, tokens, ⌈channels / 4⌉]
@group(0) @binding(3) var<storage, read_write> partials: array<vec4f>;       // [frames, ⌈tokens/8⌉, SLICES, 2]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let quads = (params.channels + 3u) / 4u;
  let item = item_of(here);
  let tiles = (params.tokens + 7u) / 8u;
  let tile = item / SLICES;
  let slice = item % SLICES;
  let frame = tile / tiles;
  if (frame >= params.frames) { return; }
  let first = (tile % tiles) * 8u;
  let last = params.tokens - 1u;

  var squares = array<vec4f, 2>();
  for (var quad = slice; quad < quads; quad += SLICES) {
    let places = quad * 4u + vec4u(0u, 1u, 2u, 3u);
    let within = min(places, vec4u(params.channels - 1u));
    let is_channel = places == within;
    let channels = vec4u(chosen[within.x], chosen[within.y], chosen[within.z], chosen[within.w]);
    for (var i = 0u; i < 8u; i++) {
      // Places past the end of the frame copy its last token again; their squares are not used.
      let token = frame * params.tokens + min(first + i, last);
      let at = token * params.width + channels;
      let x = vec4<Real>(tokens[at.x], tokens[at.y], tokens[at.z], tokens[at.w]);
      let counted = select(vec4<Real>(), x, is_channel);
      packed[token * quads + quad] = counted;
      let wide = vec4f(counted);
      squares[i / 4u][i % 4u] += dot(wide, wide);
    }
  }
  partials[item * 2u] = squares[0];
  partials[item * 2u + 1u] = squares[1];
}
