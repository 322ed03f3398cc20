// stands[r] = the token that stands for root r's component: of its member with the most neighbours, the first token of equal
// ones; sizes[r] = the number of its members. Vectors that are not their own label are no members. One lane owns one root.
// uses: item

struct Params { count: u32, span: u32 }

@group(0) @binding(0) var<storage, read> labels: array<u32>;             // [count]
@group(0) @binding(1) var<storage, read> roots: array<u32>;              // [count]
@group(0) @binding(2) var<storage, read> degrees: array<u32>;            // [count], of scissor-degrees
@group(0) @binding(3) var<storage, read> tokens: array<u32>;             // [count]: the token of each vector
@group(0) @binding(4) var<storage, read_write> stands: array<u32>;       // [count]
@group(0) @binding(5) var<storage, read_write> sizes: array<u32>;        // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let root = item_of(here);
  if (root >= params.count || roots[root] != root) { return; }
  let end = (root / params.span + 1u) * params.span;
  var degree = 0u;
  var stand = 0xffffffffu;
  var size = 0u;
  for (var i = root; i < end; i++) {
    if (labels[i] != i || roots[i] != root) { continue; }
    size++;
    if (degrees[i] > degree || (degrees[i] == degree && tokens[i] < stand)) {
      degree = degrees[i];
      stand = tokens[i];
    }
  }
  stands[root] = stand;
  sizes[root] = size;
}
