// members[i] = the token that stands for token i: itself where it stands for a component, else that of the component whose
// mean is the most like it. One lane owns one token.
// uses: item

struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> roots: array<u32>;              // [count]
@group(0) @binding(1) var<storage, read> stands: array<u32>;             // [count], of scissor-stand
@group(0) @binding(2) var<storage, read> slots: array<u32>;              // [most], of scissor-slots
@group(0) @binding(3) var<storage, read> nearest: array<u32>;            // [count]: the slot most like each token
@group(0) @binding(4) var<storage, read_write> members: array<u32>;      // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  members[i] = select(stands[slots[nearest[i]]], i, stands[roots[i]] == i);
}
