// dimension = exp(−Σ p log p), p = λ / Σλ: along how many directions vectors spread whose Gram matrix has the eigenvalues
// λ; 0 where all are 0. One workgroup strides over the eigenvalues.
// uses: reduce

struct Params { side: u32 }

@group(0) @binding(0) var<storage, read> eigenvalues: array<f32>;         // [side], none below 0
@group(0) @binding(1) var<storage, read_write> dimension: array<f32>;     // [1]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = vec2f();  // Σλ, Σ λ log λ
  for (var i = lane; i < params.side; i += LANES) {
    let value = eigenvalues[i];
    if (value > 0.0) { sum += vec2f(value, value * log(value)); }
  }
  let all = sum_of_lanes(lane, sum);
  if (lane > 0u) { return; }
  dimension[0] = 0.0;
  if (all.x > 0.0) { dimension[0] = exp(log(all.x) - all.y / all.x); }
}
