// Every token is alone: identity[i] = spatial[i] = temporal[i] = i; no slot holds a component. One lane owns one token.
// uses: item

struct Params { count: u32, most: u32 }

@group(0) @binding(0) var<storage, read_write> identity: array<u32>;     // [count]
@group(0) @binding(1) var<storage, read_write> spatial: array<u32>;      // [count]
@group(0) @binding(2) var<storage, read_write> temporal: array<u32>;     // [count]
@group(0) @binding(3) var<storage, read_write> slots: array<u32>;        // [most]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  identity[i] = i;
  spatial[i] = i;
  temporal[i] = i;
  if (i < params.most) { slots[i] = 0xffffffffu; }
}
