// logit ← logit / penalty where it is above 0, else logit · penalty, of each token that was seen (arXiv 1909.05858).
// One lane owns one seen token, which is named once, so that none is penalised twice.
// uses: item

struct Params { offset: u32, vocab: u32, count: u32, penalty: f32 }

@group(0) @binding(0) var<storage, read> seen: array<u32>;           // [count] token ids
@group(0) @binding(1) var<storage, read_write> logits: array<Real>;  // [≥ offset + vocab]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let token = seen[i];
  if (token >= params.vocab) { return; }
  let logit = f32(logits[params.offset + token]);
  logits[params.offset + token] = Real(select(logit * params.penalty, logit / params.penalty, logit > 0.0));
}
