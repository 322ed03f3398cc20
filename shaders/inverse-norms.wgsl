// inverse_norms[t, n] = 1 / max(|x|, 1e-12).
// One lane adds the slices of four tokens, as token-squares left them.
// uses: item

override SLICES: u32;

struct Params { frames: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> partials: array<vec4f>;           // [frames, ⌈tokens/8⌉, SLICES, 2]
@group(0) @binding(1) var<storage, read_write> inverse_norms: array<f32>;  // [frames, tokens]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let tiles = (params.tokens + 7u) / 8u;
  let tile = item / 2u;
  let half = item % 2u;
  let frame = tile / tiles;
  if (frame >= params.frames) { return; }
  var squares = vec4f();
  for (var slice = 0u; slice < SLICES; slice++) { squares += partials[(tile * SLICES + slice) * 2u + half]; }
  let inverse = 1.0 / max(sqrt(squares), vec4f(1e-12));
  let first = (tile % tiles) * 8u + half * 4u;
  for (var i = 0u; i < 4u && first + i < params.tokens; i++) {
    inverse_norms[frame * params.tokens + first + i] = inverse[i];
  }
}
