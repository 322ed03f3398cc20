// Nothing is taken: best = −1, every place NONE, no gains. One lane owns one token.
// uses: item

struct Params { chunk: u32 }

@group(0) @binding(0) var<storage, read_write> best: array<f32>;         // [chunk]
@group(0) @binding(1) var<storage, read_write> places: array<u32>;       // [chunk]
@group(0) @binding(2) var<storage, read_write> taken: array<f32>;        // [chunk + 1]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i > params.chunk) { return; }
  taken[i] = 0.0;
  if (i == params.chunk) { return; }
  best[i] = -1.0;
  places[i] = 0xffffffffu;
}
