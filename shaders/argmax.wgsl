// token = argmax of the finite logits; the lowest index wins a tie, NaN and infinities never win.
// One workgroup strides over the vocabulary, then halves its candidates down to one.
// uses: finite

struct Params { offset: u32, vocab: u32 }

@group(0) @binding(0) var<storage, read> logits: array<Real>;      // [≥ offset + vocab]
@group(0) @binding(1) var<storage, read_write> found: array<u32>;  // [4]: token, bits of its logit (f32), non-finite logits, 0
@group(1) @binding(0) var<uniform> params: Params;

const LOWEST = -3.4028234e38;
const NOBODY = 0xffffffffu;

var<workgroup> best_values: array<f32, LANES>;
var<workgroup> best_tokens: array<u32, LANES>;
var<workgroup> bad_counts: array<u32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var value = LOWEST;
  var token = NOBODY;
  var bad = 0u;
  for (var i = lane; i < params.vocab; i += LANES) {
    let logit = f32(logits[params.offset + i]);
    if (!is_finite(logit)) {
      bad += 1u;
    } else if (token == NOBODY || logit > value) {  // ascending order, so a tie keeps the lower index
      value = logit;
      token = i;
    }
  }
  best_values[lane] = value;
  best_tokens[lane] = token;
  bad_counts[lane] = bad;
  workgroupBarrier();

  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) {
      let other = lane + stride;
      let is_higher = best_values[other] > best_values[lane];
      let is_tie = best_values[other] == best_values[lane];
      if (is_higher || (is_tie && best_tokens[other] < best_tokens[lane])) {
        best_values[lane] = best_values[other];
        best_tokens[lane] = best_tokens[other];
      }
      bad_counts[lane] += bad_counts[other];
    }
    workgroupBarrier();
  }

  if (lane == 0u) {
    found[0] = select(best_tokens[0], 0u, best_tokens[0] == NOBODY);
    found[1] = bitcast<u32>(best_values[0]);
    found[2] = bad_counts[0];
    found[3] = 0u;
  }
}
