// units[q, i] = quad q of token i as a unit vector, after its channels were turned by the token's frame, row and column.
// Three blocks of 2·pairs channels follow the three axes; in a block, channel p and channel p + pairs are a pair. Channels
// past the blocks stay. One lane owns one token. Quads come first in the result: neighbouring lanes then read neighbours.
// uses: item

struct Params { count: u32, tokens: u32, columns: u32, quads: u32, pairs: u32 }

@group(0) @binding(0) var<storage, read> features: array<Real>;          // [count, 4 · quads]
@group(0) @binding(1) var<storage, read> turns: array<vec2f>;            // [positions, pairs]: cosine and sine
@group(0) @binding(2) var<storage, read_write> units: array<vec4f>;      // [quads, count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let place = i % params.tokens;
  let position = vec3u(i / params.tokens, place / params.columns, place % params.columns);
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    var turned = vec4f();
    for (var k = 0u; k < 4u; k++) { turned[k] = turned_channel(i, 4u * quad + k, position); }
    squares += dot(turned, turned);
    units[quad * params.count + i] = turned;
  }
  let inverse = 1.0 / max(sqrt(squares), 1e-12);
  for (var quad = 0u; quad < params.quads; quad++) { units[quad * params.count + i] *= inverse; }
}

fn turned_channel(i: u32, channel: u32, position: vec3u) -> f32 {
  let row = i * 4u * params.quads;
  let own = f32(features[row + channel]);
  let block = 2u * params.pairs;
  if (channel >= 3u * block) { return own; }
  let within = channel % block;
  let pair = within % params.pairs;
  let turn = turns[position[channel / block] * params.pairs + pair];
  if (within < params.pairs) { return own * turn.x - f32(features[row + channel + params.pairs]) * turn.y; }
  return own * turn.x + f32(features[row + channel - params.pairs]) * turn.y;
}
