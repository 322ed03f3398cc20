// received[i] = mean over rows r and heads h of exp(scale · q_rh · k_p − m_rh) / Σ_rh at p = places[i]: how much the rows
// look at a key, on average; a row does not look at keys that it does not see. One lane owns one place, so
// that no map of rows and keys is ever made.
// uses: item, attention

struct Params {
  places: u32, rows: u32, heads: u32, kv_heads: u32, head_size: u32, row_width: u32,
  key_head: u32,  // elements from a key's head to the next
  key_row: u32,   // elements from a key to the next
  scale: f32,
}

@group(0) @binding(0) var<storage, read> queries: array<Real>;         // [any, row_width], rotated
@group(0) @binding(1) var<storage, read> keys: array<Real>;            // [kv_heads, any, head_size], or [any, ≥ kv_heads · head_size]
@group(0) @binding(2) var<storage, read> raters: array<vec2u>;         // [rows]: its row in queries, the number of keys it sees
@group(0) @binding(3) var<storage, read> sums: array<vec2f>;           // [rows, heads]: largest product, sum of exponentials
@group(0) @binding(4) var<storage, read> places: array<u32>;           // [places]: which keys
@group(0) @binding(5) var<storage, read_write> received: array<f32>;   // [places]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  if (item >= params.places) { return; }
  let place = places[item];
  var total = 0.0;
  for (var r = 0u; r < params.rows; r++) {
    let rater = raters[r];
    if (place >= rater.y) { continue; }
    for (var head = 0u; head < params.heads; head++) {
      total += attention_to(place, r, rater.x, head);
    }
  }
  received[item] = total / f32(params.rows * params.heads);
}
