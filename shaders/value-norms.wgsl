// scores[k] = mean over heads of |values[head, rows[k]]|₂.
// One lane owns one row. InfiniPot-V (NeurIPS 2025), without its pools.
// uses: item

struct Params {
  count: u32,
  heads: u32,
  head_size: u32,
  source_rows: u32,
}

@group(0) @binding(0) var<storage, read> values: array<Real>;        // [heads, source_rows, head_size]
@group(0) @binding(1) var<storage, read> rows: array<u32>;           // [count]
@group(0) @binding(2) var<storage, read_write> scores: array<f32>;   // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let k = item_of(here);
  if (k >= params.count) { return; }
  var sum = 0.0;
  for (var head = 0u; head < params.heads; head++) {
    let origin = (head * params.source_rows + rows[k]) * params.head_size;
    var squares = 0.0;
    for (var column = 0u; column < params.head_size; column++) {
      let value = f32(values[origin + column]);
      squares += value * value;
    }
    sum += sqrt(squares);
  }
  scores[k] = sum / f32(params.heads);
}
