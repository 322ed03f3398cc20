// centres[q, c] = quad q of the unit vector with which cluster c starts. One lane copies one quad.
// uses: item

struct Params { count: u32, quads: u32, clusters: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count]
@group(0) @binding(1) var<storage, read> starts: array<u32>;             // [clusters]
@group(0) @binding(2) var<storage, read_write> centres: array<vec4f>;    // [quads, clusters]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item >= params.quads * params.clusters) { return; }
  let quad = item / params.clusters;
  centres[item] = units[quad * params.count + starts[item % params.clusters]];
}
