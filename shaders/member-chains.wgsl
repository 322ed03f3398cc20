// following[i] = the next token after i of the same cluster; heads[c] = the first token of cluster c; count where there is
// none. Sums along these chains always come in the same order. One lane owns one token or one cluster.
// uses: item

struct Params { count: u32, clusters: u32 }

@group(0) @binding(0) var<storage, read> labels: array<u32>;             // [count], each below `clusters`
@group(0) @binding(1) var<storage, read_write> heads: array<u32>;        // [clusters]
@group(0) @binding(2) var<storage, read_write> following: array<u32>;    // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item < params.count) {
    following[item] = next_of(labels[item], item + 1u);
  } else if (item < params.count + params.clusters) {
    heads[item - params.count] = next_of(item - params.count, 0u);
  }
}

fn next_of(label: u32, start: u32) -> u32 {
  for (var i = start; i < params.count; i++) {
    if (labels[i] == label) { return i; }
  }
  return params.count;
}
