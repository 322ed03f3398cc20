// eigenvalues[i] = the i-th lowest eigenvalue of a symmetric matrix of three diagonals, by bisection; those below 0, which
// only rounding makes of a Gram matrix, are 0. One lane owns one eigenvalue: the pivots of A − x that are negative count
// the eigenvalues below x (Sturm).
// uses: item

struct Params { side: u32 }

@group(0) @binding(0) var<storage, read> diagonals: array<f32>;           // [2, side]: the diagonal, the one beside it
@group(0) @binding(1) var<storage, read_write> eigenvalues: array<f32>;   // [side]
@group(1) @binding(0) var<uniform> params: Params;

const HALVINGS = 32u;

fn below(x: f32) -> u32 {
  var count = 0u;
  var pivot = 1.0;
  for (var k = 0u; k < params.side; k++) {
    var beside = 0.0;
    if (k > 0u) { beside = diagonals[params.side + k - 1u]; }
    pivot = diagonals[k] - x - beside * beside / pivot;
    if (abs(pivot) < 1e-20) { pivot = -1e-20; }
    count += u32(pivot < 0.0);
  }
  return count;
}

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.side) { return; }
  // No eigenvalue is above the largest sum of a row's magnitudes (Gershgorin).
  var high = 0.0;
  for (var k = 0u; k < params.side; k++) {
    var row = abs(diagonals[k]) + abs(diagonals[params.side + k]);
    if (k > 0u) { row += abs(diagonals[params.side + k - 1u]); }
    high = max(high, row);
  }
  var low = 0.0;
  for (var halving = 0u; halving < HALVINGS; halving++) {
    let middle = 0.5 * (low + high);
    if (below(middle) <= i) { low = middle; } else { high = middle; }
  }
  eigenvalues[i] = low;
}
