// Partial sums of |x|², for eight tokens at a time.
// One lane owns every SLICES-th quad of eight tokens; inverse-norms adds the slices.
// uses: item, tiles

struct Params { frames: u32, tokens: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;      // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read_write> partials: array<vec4f>;   // [frames, ⌈tokens/8⌉, SLICES, 2]
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

  var squares_a = vec4f();
  var squares_b = vec4f();
  for (var quad = slice; quad < quads; quad += SLICES) {
    squares_a += squares_of(at_a);
    squares_b += squares_of(at_b);
    at_a += vec4u(SLICES);
    at_b += vec4u(SLICES);
  }
  partials[item * 2u] = squares_a;
  partials[item * 2u + 1u] = squares_b;
}

fn squares_of(at: vec4u) -> vec4f {
  let x0 = vec4f(tokens[at.x]);
  let x1 = vec4f(tokens[at.y]);
  let x2 = vec4f(tokens[at.z]);
  let x3 = vec4f(tokens[at.w]);
  return vec4f(dot(x0, x0), dot(x1, x1), dot(x2, x2), dot(x3, x3));
}
