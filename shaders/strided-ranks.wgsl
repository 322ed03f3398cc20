// ranks[t, n] = 0 for budgets[t] tokens at an even stride, else N: n is kept when ⌊(n+φ+1)·k/N⌋ > ⌊(n+φ)·k/N⌋.
// One lane owns one token. The phase φ moves by the golden ratio from frame to frame, because a stride that
// divides the row of the token grid would otherwise keep the same column in every frame.
// uses: item

struct Params { frames: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> budgets: array<u32>;       // [frames]
@group(0) @binding(1) var<storage, read_write> ranks: array<u32>;   // [frames, tokens]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let at = item_of(here);
  if (at >= params.frames * params.tokens) { return; }
  let frame = at / params.tokens;
  let budget = budgets[frame];
  // 2654435769 = 2³² / golden ratio; the upper half of the product is the fraction, in 16 bits.
  let phase = (((frame * 2654435769u) >> 16u) * (params.tokens & 0xffffu)) >> 16u;
  let place = (at % params.tokens + phase) % params.tokens;
  // ⌊(n+1)·k/N⌋ − ⌊n·k/N⌋ = 1 exactly when n·k mod N ≥ N − k.
  let is_kept = (place * budget) % params.tokens + budget >= params.tokens;
  ranks[at] = select(params.tokens, 0u, is_kept && budget > 0u);
}
