// roots[i] = the root of the component of labels[i] in `parents`. One lane owns one token.
// uses: item

struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> labels: array<u32>;             // [count]
@group(0) @binding(1) var<storage, read> parents: array<u32>;            // [count], of scissor-join
@group(0) @binding(2) var<storage, read_write> roots: array<u32>;        // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var place = labels[i];
  while (parents[place] != place) { place = parents[place]; }
  roots[i] = place;
}
