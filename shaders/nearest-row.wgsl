// closeness[i] = the cosine of token i with the row that is most like it, at most 1; −2 where the token has no length, NaN
// where it is not finite. One lane owns one token and compares it with four rows at a time.
// uses: item

struct Params { count: u32, rows: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count], unit vectors
@group(0) @binding(1) var<storage, read> kept: array<vec4f>;             // [quads, rows], unit vectors
@group(0) @binding(2) var<storage, read_write> closeness: array<u32>;    // [count]: bits of an f32
@group(1) @binding(0) var<uniform> params: Params;

const NAN_BITS = 0x7fc00000u;
// Cosines of equal unit vectors differ from 1 by their rounding, which is less than this.
const ROUNDING = 4e-6;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var closest = vec4f(-1.0);
  for (var first = 0u; first < params.rows; first += 4u) {
    // Places past the end compare with the last row again.
    let others = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
    var likeness = vec4f();
    for (var quad = 0u; quad < params.quads; quad++) {
      let at = quad * params.rows + others;
      let rows = mat4x4f(kept[at.x], kept[at.y], kept[at.z], kept[at.w]);
      likeness += units[quad * params.count + i] * rows;
    }
    closest = max(closest, likeness);
  }
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    let own = units[quad * params.count + i];
    squares += dot(own, own);
  }
  let most = max(max(closest.x, closest.y), max(closest.z, closest.w));
  var bits = bitcast<u32>(select(most, 1.0, most > 1.0 - ROUNDING));
  if (squares < 0.5) { bits = bitcast<u32>(-2.0); }
  // Tested on the bits, because a compiler may assume that no operand of a comparison is a NaN.
  if ((bitcast<u32>(squares) & 0x7f800000u) == 0x7f800000u) { bits = NAN_BITS; }
  closeness[i] = bits;
}
