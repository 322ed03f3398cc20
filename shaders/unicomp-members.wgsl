// members[i] = the kept token that stands for token i, of its group's first frame: the one at its own place, else the first
// taken of those near it, NONE where none is kept. scores[i] = 1 − the mean cosine with the frame. One lane owns one token.
// uses: item

struct Params { count: u32, tokens: u32, words: u32 }

@group(0) @binding(0) var<storage, read> taken: array<u32>;              // [count], of unicomp-take
@group(0) @binding(1) var<storage, read> budgets: array<u32>;            // [frames], of unicomp-budget
@group(0) @binding(2) var<storage, read> near: array<u32>;               // [count, words], of unicomp-near
@group(0) @binding(3) var<storage, read> groups: array<u32>;             // [frames + 1], of frame-groups
@group(0) @binding(4) var<storage, read> likeness: array<f32>;           // [count], of unicomp-near
@group(0) @binding(5) var<storage, read_write> members: array<u32>;      // [count]
@group(0) @binding(6) var<storage, read_write> scores: array<f32>;       // [count]
@group(1) @binding(0) var<uniform> params: Params;

const NONE = 0xffffffffu;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let frame = groups[i / params.tokens];
  let base = frame * params.tokens;
  let own = base + i % params.tokens;
  scores[i] = 1.0 - likeness[own];
  var best = NONE;
  var member = NONE;
  if (taken[own] < budgets[frame]) {
    member = own;
  } else {
    for (var n = 0u; n < params.tokens; n++) {
      let is_near = ((near[own * params.words + n / 32u] >> (n % 32u)) & 1u) == 1u;
      if (is_near && taken[base + n] < budgets[frame] && taken[base + n] < best) {
        best = taken[base + n];
        member = base + n;
      }
    }
  }
  members[i] = member;
}
