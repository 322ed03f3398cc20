// slots[c] = the root of component c, in the order of the tokens that stand for components; places[k] = c of such a token k.
// Components past the last slot are left out. One lane owns one root.
// uses: item

struct Params { count: u32, most: u32 }

@group(0) @binding(0) var<storage, read> roots: array<u32>;              // [count]
@group(0) @binding(1) var<storage, read> stands: array<u32>;             // [count], of scissor-stand
@group(0) @binding(2) var<storage, read_write> slots: array<u32>;        // [most]
@group(0) @binding(3) var<storage, read_write> places: array<u32>;       // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let root = item_of(here);
  if (root >= params.count || roots[root] != root) { return; }
  var before = 0u;
  for (var i = 0u; i < params.count; i++) { before += u32(roots[i] == i && stands[i] < stands[root]); }
  if (before >= params.most) { return; }
  slots[before] = root;
  places[stands[root]] = before;
}
