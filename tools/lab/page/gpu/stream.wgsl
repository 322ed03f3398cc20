// y[i] = x[i], four numbers a lane: how fast a shader can read and write.
// uses: item

struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4f>;         // [count]
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;   // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i < params.count) { y[i] = x[i]; }
}
