// picked[k] = rows[indices[k]], for rows whose width is a multiple of four; gather-rows takes any.
// One workgroup copies one row, each lane every LANES-th quad of it: the index is read once.
// uses: item

struct Params { count: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> rows: array<vec4<Real>>;            // [any, quads]
@group(0) @binding(1) var<storage, read> indices: array<u32>;                // [count]
@group(0) @binding(2) var<storage, read_write> picked: array<vec4<Real>>;    // [count, quads]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let k = group_of(here);
  if (k >= params.count) { return; }
  let quads = params.quads;
  let source = indices[k] * quads;
  let to = k * quads;
  for (var quad = here.lane; quad < quads; quad += LANES) { picked[to + quad] = rows[source + quad]; }
}
