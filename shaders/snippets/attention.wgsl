// The share of a row's attention in a head that goes to one key. The row's largest product and its sum of exponentials are
// there (attention-sums), so the product is made once more instead of being stored. `queries`, `keys`, `sums` and `params`
// are as in received-attention.

// Returns exp(scale · q · k − m) / Σ of the `rater`-th row, whose query is row `row` of `queries`.
fn attention_to(place: u32, rater: u32, row: u32, head: u32) -> f32 {
  let query = row * params.row_width + head * params.head_size;
  let key = head * params.kv_heads / params.heads * params.key_head + place * params.key_row;
  var product = 0.0;
  for (var c = 0u; c < params.head_size; c++) { product += f32(queries[query + c]) * f32(keys[key + c]); }
  let sum = sums[rater * params.heads + head];
  return exp(params.scale * product - sum.x) / sum.y;
}
