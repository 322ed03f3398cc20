// keys[i] = a number by which all tokens can be put in order: those within their frame's budget first. One lane owns one token.
// uses: item

struct Params { count: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> ranks: array<u32>;               // [count], in each frame
@group(0) @binding(1) var<storage, read> budgets: array<u32>;             // [frames]
@group(0) @binding(2) var<storage, read_write> keys: array<f32>;          // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let rank = ranks[i];
  keys[i] = select(0.0, 2.0, rank < budgets[i / params.tokens]) - f32(rank) / f32(params.tokens);
}
