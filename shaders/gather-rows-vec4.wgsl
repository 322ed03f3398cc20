// picked[k] = rows[indices[k]], for rows whose width is a multiple of four; gather-rows takes any.
// One workgroup copies one row, each lane every LANES-th quad of it: the index is read once.

override LANES: u32 = 32;

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
  let k = group.y * groups.x + group.x;
  if (k >= params.count) { return; }
  let quads = params.quads;
  let source = indices[k] * quads;
  let to = k * quads;
  for (var quad = lane; quad < quads; quad += LANES) { picked[to + quad] = rows[source + quad]; }
}
