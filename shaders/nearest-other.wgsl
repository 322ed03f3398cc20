// closeness[i] = the cosine of token i with the other token that is most like it, −1 where there is no other; NaN where
// the token is not finite. One lane owns one token and compares it with four at a time.
// uses: item

struct Params { count: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count], unit vectors
@group(0) @binding(1) var<storage, read_write> closeness: array<f32>;    // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var closest = vec4f(-1.0);
  for (var first = 0u; first < params.count; first += 4u) {
    // Places past the end compare with the last token again.
    let others = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(params.count - 1u));
    var likeness = vec4f();
    for (var quad = 0u; quad < params.quads; quad++) {
      let row = quad * params.count;
      let at = row + others;
      likeness += units[row + i] * mat4x4f(units[at.x], units[at.y], units[at.z], units[at.w]);
    }
    closest = select(closest, likeness, (others != vec4u(i)) & (likeness > closest));
  }
  var self_likeness = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    let own = units[quad * params.count + i];
    self_likeness += dot(own, own);
  }
  let value = max(max(closest.x, closest.y), max(closest.z, closest.w));
  closeness[i] = select(self_likeness, value, self_likeness <= 2.0);
}
