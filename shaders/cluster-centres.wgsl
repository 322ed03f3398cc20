// centres[q, c] = quad q of the mean of cluster c's unit vectors, made a unit vector; an empty cluster keeps its centre.
// One lane owns one cluster.
// uses: item

struct Params { count: u32, quads: u32, clusters: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count]
@group(0) @binding(1) var<storage, read> heads: array<u32>;              // [clusters], of member-chains
@group(0) @binding(2) var<storage, read> following: array<u32>;          // [count], of member-chains
@group(0) @binding(3) var<storage, read_write> centres: array<vec4f>;    // [quads, clusters]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let cluster = item_of(here);
  if (cluster >= params.clusters || heads[cluster] >= params.count) { return; }
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    var sum = vec4f();
    for (var i = heads[cluster]; i < params.count; i = following[i]) { sum += units[quad * params.count + i]; }
    squares += dot(sum, sum);
    centres[quad * params.clusters + cluster] = sum;
  }
  let inverse = 1.0 / max(sqrt(squares), 1e-12);
  for (var quad = 0u; quad < params.quads; quad++) { centres[quad * params.clusters + cluster] *= inverse; }
}
