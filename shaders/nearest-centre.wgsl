// labels[i] = the cluster whose centre has the greatest product with token i, the first of equal ones; likeness[i] = that
// product. One lane owns one token and compares it with four centres at a time.
// uses: item

struct Params { count: u32, quads: u32, clusters: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count]
@group(0) @binding(1) var<storage, read> centres: array<vec4f>;          // [quads, clusters]
@group(0) @binding(2) var<storage, read_write> labels: array<u32>;       // [count]
@group(0) @binding(3) var<storage, read_write> likeness: array<f32>;     // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var best = 0u;
  var most = 0.0;
  for (var first = 0u; first < params.clusters; first += 4u) {
    // Places past the end compare with the last centre again, which then is no better than itself.
    let places = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(params.clusters - 1u));
    var products = vec4f();
    for (var quad = 0u; quad < params.quads; quad++) {
      let at = quad * params.clusters + places;
      products +=
        units[quad * params.count + i] * mat4x4f(centres[at.x], centres[at.y], centres[at.z], centres[at.w]);
    }
    for (var k = 0u; k < 4u; k++) {
      if (first + k == 0u || products[k] > most) {
        most = products[k];
        best = places[k];
      }
    }
  }
  labels[i] = best;
  likeness[i] = most;
}
