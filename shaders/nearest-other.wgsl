// closeness[i] = the cosine of token i with the other token that is most like it, −1 where there is no other; NaN where
// the token is not finite. One lane owns one token and compares it with four at a time.
// uses: item, finite, likeness

struct Params { count: u32, rows: u32, quads: u32 }  // rows = count

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count], unit vectors
@group(0) @binding(1) var<storage, read> rows: array<vec4f>;             // the same
@group(0) @binding(2) var<storage, read_write> closeness: array<f32>;    // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var closest = vec4f(-1.0);
  for (var first = 0u; first < params.rows; first += 4u) {
    let others = four_from(first);
    let cosines = four_cosines(i, others);
    closest = select(closest, cosines, (others != vec4u(i)) & (cosines > closest));
  }
  let own = self_likeness(i);
  closeness[i] = select(own, largest(closest), is_finite(own));
}
