// Joins in `parents` every two vectors of a span whose cosine is above the threshold: a forest in which a parent comes before its
// child, so that the root of a component is its first vector, whatever the order of the joins.
// Vectors that are not their own label are left out. One lane owns one vector and compares it with four before it at a time.
// uses: item

struct Params { count: u32, quads: u32, span: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;                 // [quads, count]
@group(0) @binding(1) var<storage, read> labels: array<u32>;                  // [count]
@group(0) @binding(2) var<storage, read> search: array<vec4f>;                // [1]: threshold in z
@group(0) @binding(3) var<storage, read_write> parents: array<atomic<u32>>;   // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count || labels[i] != i) { return; }
  let threshold = search[0].z;
  for (var first = i / params.span * params.span; first < i; first += 4u) {
    let others = vec4u(first) + vec4u(0u, 1u, 2u, 3u);
    let at = min(others, vec4u(i));
    let is_wanted = (others < vec4u(i)) & (vec4u(labels[at.x], labels[at.y], labels[at.z], labels[at.w]) == others);
    if (!any(is_wanted)) { continue; }
    var likeness = vec4f();
    for (var quad = 0u; quad < params.quads; quad++) {
      let row = quad * params.count;
      let places = row + at;
      likeness += units[row + i] * mat4x4f(units[places.x], units[places.y], units[places.z], units[places.w]);
    }
    for (var k = 0u; k < 4u; k++) {
      if (is_wanted[k] && likeness[k] > threshold) { join(others[k], i); }
    }
  }
}

fn join(a: u32, b: u32) {
  var one = a;
  var other = b;
  loop {
    one = root_of(one);
    other = root_of(other);
    if (one == other) { return; }
    let later = max(one, other);
    // It fails where another lane gave `later` a parent meanwhile; the roots are then looked up again.
    if (atomicCompareExchangeWeak(&parents[later], later, min(one, other)).exchanged) { return; }
  }
}

fn root_of(start: u32) -> u32 {
  var place = start;
  loop {
    let parent = atomicLoad(&parents[place]);
    if (parent == place) { return place; }
    place = parent;
  }
}
