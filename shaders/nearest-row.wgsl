// closeness[i] = the cosine of token i with the row that is most like it, at most 1; −2 where the token has no length, NaN
// where it is not finite. One lane owns one token and compares it with four rows at a time.
// uses: item, finite, likeness

struct Params { count: u32, rows: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count], unit vectors
@group(0) @binding(1) var<storage, read> rows: array<vec4f>;             // [quads, rows], unit vectors
@group(0) @binding(2) var<storage, read_write> closeness: array<f32>;    // [count]
@group(1) @binding(0) var<uniform> params: Params;

// Cosines of equal unit vectors differ from 1 by their rounding, which is less than this.
const ROUNDING = 4e-6;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var closest = vec4f(-1.0);
  for (var first = 0u; first < params.rows; first += 4u) { closest = max(closest, four_cosines(i, four_from(first))); }
  let most = largest(closest);
  let own = self_likeness(i);
  let value = select(select(most, 1.0, most > 1.0 - ROUNDING), -2.0, own < 0.5);
  closeness[i] = select(own, value, is_finite(own));
}
