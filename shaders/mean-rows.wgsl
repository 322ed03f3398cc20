// means[g] = mean of rows[members[i]] for starts[g] ≤ i < starts[g + 1]. One lane owns one channel of one group.
// uses: item

struct Params { groups: u32, width: u32 }

@group(0) @binding(0) var<storage, read> rows: array<Real>;           // [any, width]
@group(0) @binding(1) var<storage, read> starts: array<u32>;          // [groups + 1]
@group(0) @binding(2) var<storage, read> members: array<u32>;         // [starts[groups]]
@group(0) @binding(3) var<storage, read_write> means: array<Real>;    // [groups, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item >= params.groups * params.width) { return; }
  let group = item / params.width;
  let channel = item % params.width;
  var sum = 0.0;
  for (var i = starts[group]; i < starts[group + 1u]; i++) {
    sum += f32(rows[members[i] * params.width + channel]);
  }
  means[item] = Real(sum / f32(starts[group + 1u] - starts[group]));
}
