// log p = logit − max − log Σ exp(logit − max), of some tokens of a row of logits; in nats.
// One workgroup strides over the vocabulary twice: maximum, normaliser. Then over the tokens.
// uses: finite, reduce

struct Params { offset: u32, vocab: u32, count: u32 }

@group(0) @binding(0) var<storage, read> logits: array<Real>;      // [≥ offset + vocab]
@group(0) @binding(1) var<storage, read> tokens: array<u32>;       // [count] token ids, each below vocab
@group(0) @binding(2) var<storage, read_write> found: array<u32>;  // [count]: bits of an f32, NaN when a logit of the row is not finite
@group(1) @binding(0) var<uniform> params: Params;

const LOWEST = -3.4028234e38;

var<workgroup> bad_count: atomic<u32>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var most = LOWEST;
  var bad = 0u;
  for (var i = lane; i < params.vocab; i += LANES) {
    let logit = f32(logits[params.offset + i]);
    if (is_finite(logit)) { most = max(most, logit); } else { bad += 1u; }
  }
  if (bad > 0u) { atomicAdd(&bad_count, bad); }
  let highest = most_of_lanes(lane, vec2f(most)).x;

  var mass = 0.0;
  for (var i = lane; i < params.vocab; i += LANES) { mass += exp(f32(logits[params.offset + i]) - highest); }
  let log_mass = log(sum_of_lanes(lane, vec2f(mass, 0.0)).x);
  let is_bad = atomicLoad(&bad_count) > 0u;
  for (var i = lane; i < params.count; i += LANES) {
    let log_probability = f32(logits[params.offset + tokens[i]]) - highest - log_mass;
    found[i] = select(bitcast<u32>(log_probability), NAN_BITS, is_bad);
  }
}
