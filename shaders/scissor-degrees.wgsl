// degrees[i] = how many vectors of its span have a cosine with vector i above the threshold; it is one of them.
// Vectors that are not their own label are left out. One lane owns one vector and compares it with four at a time.
// uses: item

struct Params { count: u32, quads: u32, span: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count]
@group(0) @binding(1) var<storage, read> labels: array<u32>;             // [count]
@group(0) @binding(2) var<storage, read> search: array<vec4f>;           // [1]: threshold in z
@group(0) @binding(3) var<storage, read_write> degrees: array<u32>;      // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count || labels[i] != i) { return; }
  let threshold = search[0].z;
  let start = i / params.span * params.span;
  let end = start + params.span;
  var degree = 1u;
  for (var first = start; first < end; first += 4u) {
    let others = vec4u(first) + vec4u(0u, 1u, 2u, 3u);
    let at = min(others, vec4u(end - 1u));
    let is_wanted = (others < vec4u(end)) & (others != vec4u(i)) &
      (vec4u(labels[at.x], labels[at.y], labels[at.z], labels[at.w]) == others);
    if (!any(is_wanted)) { continue; }
    var likeness = vec4f();
    for (var quad = 0u; quad < params.quads; quad++) {
      let row = quad * params.count;
      let places = row + at;
      likeness += units[row + i] * mat4x4f(units[places.x], units[places.y], units[places.z], units[places.w]);
    }
    for (var k = 0u; k < 4u; k++) { degree += u32(is_wanted[k] && likeness[k] > threshold); }
  }
  degrees[i] = degree;
}
