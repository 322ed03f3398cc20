// token = argmax of the finite logits, and the runner-up; the lowest index wins a tie, NaN and infinities never win.
// One workgroup strides over the vocabulary, then halves its candidates down to two.
// uses: finite

struct Params { offset: u32, vocab: u32 }

@group(0) @binding(0) var<storage, read> logits: array<Real>;      // [≥ offset + vocab]
// [5]: token, bits of its logit (f32), non-finite logits, runner-up (the token itself where it is alone), bits of its logit
@group(0) @binding(1) var<storage, read_write> found: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

const LOWEST = -3.4028234e38;
const NOBODY = 0xffffffffu;

struct Candidate { value: f32, token: u32 }

var<workgroup> firsts: array<Candidate, LANES>;
var<workgroup> seconds: array<Candidate, LANES>;
var<workgroup> bad_counts: array<u32, LANES>;

fn is_ahead(a: Candidate, b: Candidate) -> bool {
  return a.value > b.value || (a.value == b.value && a.token < b.token);
}

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var first = Candidate(LOWEST, NOBODY);
  var second = Candidate(LOWEST, NOBODY);
  var bad = 0u;
  for (var i = lane; i < params.vocab; i += LANES) {
    let logit = f32(logits[params.offset + i]);
    if (!is_finite(logit)) {
      bad += 1u;
      continue;
    }
    let one = Candidate(logit, i);
    if (is_ahead(one, first)) {
      second = first;
      first = one;
    } else if (is_ahead(one, second)) {
      second = one;
    }
  }
  firsts[lane] = first;
  seconds[lane] = second;
  bad_counts[lane] = bad;
  workgroupBarrier();

  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) {
      let other = lane + stride;
      let mine = firsts[lane];
      if (is_ahead(firsts[other], mine)) {
        firsts[lane] = firsts[other];
        if (is_ahead(seconds[other], mine)) { seconds[lane] = seconds[other]; } else { seconds[lane] = mine; }
      } else if (is_ahead(firsts[other], seconds[lane])) {
        seconds[lane] = firsts[other];
      }
      bad_counts[lane] += bad_counts[other];
    }
    workgroupBarrier();
  }

  if (lane == 0u) {
    let token = select(firsts[0].token, 0u, firsts[0].token == NOBODY);
    let is_alone = seconds[0].token == NOBODY;
    found[0] = token;
    found[1] = bitcast<u32>(firsts[0].value);
    found[2] = bad_counts[0];
    found[3] = select(seconds[0].token, token, is_alone);
    found[4] = bitcast<u32>(select(seconds[0].value, firsts[0].value, is_alone));
  }
}
