// `reduce` with subgroups of any size: each adds up its own lanes, and then what all subgroups have. Two barriers instead of one
// for each halving. Which lanes make a subgroup does not matter, so no order of them is relied on.

var<workgroup> held: array<vec2f, LANES>;

fn sum_of_lanes(lane: u32, value: vec2f) -> vec2f {
  let own = subgroupAdd(value);
  let is_first = subgroupElect();
  workgroupBarrier();  // nobody reads the last result any more
  held[lane] = select(vec2f(), own, is_first);
  workgroupBarrier();
  let size = subgroupAdd(1u);
  var sum = vec2f();
  for (var i = subgroupExclusiveAdd(1u); i < LANES; i += size) { sum += held[i]; }
  return subgroupAdd(sum);
}

fn most_of_lanes(lane: u32, value: vec2f) -> vec2f {
  let own = subgroupMax(value);
  workgroupBarrier();
  held[lane] = own;  // the same from every lane of a subgroup, which changes no maximum
  workgroupBarrier();
  let size = subgroupAdd(1u);
  var most = own;
  for (var i = subgroupExclusiveAdd(1u); i < LANES; i += size) { most = max(most, held[i]); }
  return subgroupMax(most);
}
