// ranks[i] = 0 where token i stands for itself, and the largest number elsewhere, for keep-ranked and order-budget.
// One lane owns one token.
// uses: item

struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> members: array<u32>;            // [count]
@group(0) @binding(1) var<storage, read_write> ranks: array<u32>;        // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  ranks[i] = select(0xffffffffu, 0u, members[i] == i);
}
