// scores[t, p] = −mean over heads and frames u of cos(key[t, p] − centre, key[u, p] − centre), u ≠ t and
// references[t, 0] ≤ u < references[t, 1]: low where the place p shows the same in other frames. The keys were rotated
// back to position 0 before. One lane owns one token. InfiniPot-V (NeurIPS 2025) compares with the last frames only.
// uses: item

struct Params {
  frames: u32,
  places: u32,
  heads: u32,
  head_size: u32,
  source_rows: u32,
}

@group(0) @binding(0) var<storage, read> keys: array<Real>;          // [heads, source_rows ≥ frames · places, head_size]
@group(0) @binding(1) var<storage, read> centre: array<f32>;         // [heads, head_size]
@group(0) @binding(2) var<storage, read> references: array<u32>;     // [frames, 2]
@group(0) @binding(3) var<storage, read_write> scores: array<f32>;   // [frames, places]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let token = item_of(here);
  let frame = token / params.places;
  let place = token % params.places;
  if (frame >= params.frames) { return; }
  var sum = 0.0;
  var count = 0.0;
  for (var other = references[2u * frame]; other < references[2u * frame + 1u]; other++) {
    if (other == frame) { continue; }
    for (var head = 0u; head < params.heads; head++) {
      let base = head * params.source_rows;
      sum += cosine(head, base + token, base + other * params.places + place);
      count += 1.0;
    }
  }
  scores[token] = -sum / max(1.0, count);
}

fn cosine(head: u32, row_a: u32, row_b: u32) -> f32 {
  let size = params.head_size;
  var products = vec3f();  // a·b, a·a, b·b
  for (var column = 0u; column < size; column++) {
    let mean = centre[head * size + column];
    let a = f32(keys[row_a * size + column]) - mean;
    let b = f32(keys[row_b * size + column]) - mean;
    products += vec3f(a * b, a * a, b * b);
  }
  // The cosine with a key of zeros counts as 0. The two roots are taken separately, since the product under one root
  // may overflow, and are multiplied first, so that the cosine of a pair is the same from either side.
  if (products.y == 0.0 || products.z == 0.0) { return 0.0; }
  return products.x * (inverseSqrt(products.y) * inverseSqrt(products.z));
}
