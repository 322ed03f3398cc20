// picked[k] = rows[indices[k]], for rows whose width is a multiple of four; gather-rows takes any.
// One lane copies four values of RUN rows; neighbouring lanes copy neighbouring values.

override LANES: u32 = 32;
override RUN: u32 = 8;

struct Params { count: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> rows: array<vec4<Real>>;            // [any, quads]
@group(0) @binding(1) var<storage, read> indices: array<u32>;                // [count]
@group(0) @binding(2) var<storage, read_write> picked: array<vec4<Real>>;    // [count, quads]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let quads = params.quads;
  let columns = (quads + LANES - 1u) / LANES;
  let item = group.y * groups.x + group.x;
  let first = (item / columns) * RUN;
  let quad = (item % columns) * LANES + lane;
  if (quad >= quads) { return; }
  let end = min(first + RUN, params.count);
  for (var k = first; k < end; k++) {
    picked[k * quads + quad] = rows[indices[k] * quads + quad];
  }
}
