// Round k of a symmetric matrix's way to three diagonals: the vector u of the reflection H = 1 − beta u uᵀ that leaves row
// k nothing beyond its off-diagonal. The matrix is one reflection behind, A − v wᵀ − w vᵀ is meant; tridiagonal-sweep
// brings it up to date. One workgroup does all.
// uses: reduce

struct Params { side: u32 }

@group(0) @binding(0) var<storage, read> matrix: array<f32>;              // [side, side]
@group(0) @binding(1) var<storage, read> products: array<f32>;            // [side], beta · A u of the round before
@group(0) @binding(2) var<storage, read_write> vectors: array<f32>;       // [3, side]: v, w, u
@group(0) @binding(3) var<storage, read_write> diagonals: array<f32>;     // [2, side]: the diagonal, the one beside it
@group(0) @binding(4) var<storage, read_write> state: array<f32>;         // rounds begun, beta
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  let side = params.side;
  let k = u32(state[0]);
  let last_beta = state[1];
  let V = 0u;
  let W = side;
  let U = 2u * side;

  // The reflection of the round before: v = u, w = p − (beta/2)(u · p) u.
  var dots = 0.0;
  if (k > 0u) {
    for (var i = lane; i < side; i += LANES) { dots += vectors[U + i] * products[i]; }
  }
  let half = 0.5 * last_beta * sum_of_lanes(lane, vec2f(dots, 0.0)).x;
  for (var i = lane; i < side; i += LANES) {
    let u = select(0.0, vectors[U + i], k > 0u);
    vectors[V + i] = u;
    vectors[W + i] = select(0.0, products[i] - half * u, k > 0u && i >= k);
  }
  storageBarrier();

  // Row k as it is after that, in the place of u.
  let v_k = vectors[V + k];
  let w_k = vectors[W + k];
  var squares = 0.0;
  for (var i = lane; i < side; i += LANES) {
    var x = 0.0;
    if (i >= k) { x = matrix[k * side + i] - v_k * vectors[W + i] - w_k * vectors[V + i]; }
    if (i == k) { diagonals[k] = x; }
    vectors[U + i] = select(0.0, x, i > k);
    if (i > k + 1u) { squares += x * x; }
  }
  let beyond = sum_of_lanes(lane, vec2f(squares, 0.0)).x;
  storageBarrier();
  if (lane > 0u) { return; }

  state[0] = f32(k + 1u);
  state[1] = 0.0;
  if (k + 1u >= side) { return; }
  let x = vectors[U + k + 1u];
  diagonals[side + k] = x;
  if (beyond <= 0.0) { return; }  // nothing to take away: beta = 0 reflects nothing
  let length = sqrt(x * x + beyond);
  let off = select(-length, length, x < 0.0);
  let first = x - off;
  diagonals[side + k] = off;
  vectors[U + k + 1u] = first;
  state[1] = 2.0 / (first * first + beyond);
}
