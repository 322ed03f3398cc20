// A −= v wᵀ + w vᵀ, and products = beta · A u, beyond row k. One lane owns one column; neighbours read neighbours.
// uses: item

struct Params { side: u32 }

@group(0) @binding(0) var<storage, read> vectors: array<f32>;            // [3, side]: v, w, u
@group(0) @binding(1) var<storage, read> state: array<f32>;              // rounds begun, beta
@group(0) @binding(2) var<storage, read_write> matrix: array<f32>;       // [side, side]
@group(0) @binding(3) var<storage, read_write> products: array<f32>;     // [side]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let side = params.side;
  let i = item_of(here);
  if (i >= side) { return; }
  let next = u32(state[0]);  // k + 1
  var sum = 0.0;
  if (i >= next) {
    let v_i = vectors[i];
    let w_i = vectors[side + i];
    for (var j = next; j < side; j++) {
      let value = matrix[j * side + i] - vectors[j] * w_i - vectors[side + j] * v_i;
      matrix[j * side + i] = value;
      sum += value * vectors[2u * side + j];
    }
  }
  products[i] = state[1] * sum;
}
