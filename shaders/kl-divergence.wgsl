// KL(p ‖ q) = Σ p (d − 1 + e^−d), d = log p − log q, of two softmaxes given by their logits; in nats.
// One workgroup strides over the vocabulary three times: maxima, normalisers, sum.
// uses: finite, reduce

struct Params { p_offset: u32, q_offset: u32, vocab: u32 }

@group(0) @binding(0) var<storage, read> p_logits: array<Real>;         // [≥ p_offset + vocab]
@group(0) @binding(1) var<storage, read> q_logits: array<Real>;         // [≥ q_offset + vocab]
@group(0) @binding(2) var<storage, read_write> divergence: array<u32>;  // [1]: bits of an f32, NaN when a logit is not finite
@group(1) @binding(0) var<uniform> params: Params;

const LOWEST = -3.4028234e38;

var<workgroup> bad_count: atomic<u32>;

fn logits_at(i: u32) -> vec2f {
  return vec2f(f32(p_logits[params.p_offset + i]), f32(q_logits[params.q_offset + i]));
}

// p (d − 1 + e^−d), never negative. The textbook's Σ p·d cancels to noise when p ≈ q; the added Σ (q − p) is zero.
fn term(p: f32, q: f32, d: f32) -> f32 {
  if (abs(d) < 0.1) {
    return p * d * d * (0.5 - d * (1.0 / 6.0 - d * (1.0 / 24.0 - d / 120.0)));
  }
  return max(0.0, p * (d - 1.0) + q);
}

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var most = vec2f(LOWEST);  // x is p's, y is q's
  var bad = 0u;
  for (var i = lane; i < params.vocab; i += LANES) {
    let x = logits_at(i);
    if (is_finite(x.x) && is_finite(x.y)) { most = max(most, x); } else { bad += 1u; }
  }
  if (bad > 0u) { atomicAdd(&bad_count, bad); }
  let maxima = most_of_lanes(lane, most);

  var mass = vec2f(0.0);
  for (var i = lane; i < params.vocab; i += LANES) { mass += exp(logits_at(i) - maxima); }
  let masses = sum_of_lanes(lane, mass);
  let log_masses = log(masses);

  var sum = 0.0;
  for (var i = lane; i < params.vocab; i += LANES) {
    let x = logits_at(i) - maxima;
    let pq = exp(x) / masses;
    sum += term(pq.x, pq.y, (x.x - x.y) - (log_masses.x - log_masses.y));
  }
  let total = sum_of_lanes(lane, vec2f(sum, 0.0)).x;
  if (lane == 0u) {
    divergence[0] = select(bitcast<u32>(total), NAN_BITS, atomicLoad(&bad_count) > 0u);
  }
}
