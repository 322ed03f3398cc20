// scores[i] = a number in [0, 1) that looks random and depends on (seed, i) only.
// One lane owns one score. PCG over a counter, twice.
// uses: item, pcg

struct Params { count: u32, seed: u32 }

@group(0) @binding(0) var<storage, read_write> scores: array<f32>;   // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  // 24 bits fill the fraction of an f32, so every value is exact on any GPU.
  scores[i] = f32(pcg(i ^ pcg(params.seed)) >> 8u) / 16777216.0;
}
