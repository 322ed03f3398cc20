// members[i] = the token that stands for token i: the centre that it went to, or that its segment's row went to; values[i] = the
// score of that row, NaN where the token is not finite. One lane owns one token.
// uses: item, finite

struct Params { count: u32, tokens: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count]
@group(0) @binding(1) var<storage, read> firsts: array<u32>;             // [frames], of prunevid-segments
@group(0) @binding(2) var<storage, read> parts: array<u32>;              // [count], of prunevid-items
@group(0) @binding(3) var<storage, read> centres: array<u32>;            // [count], of dpc-centres
@group(0) @binding(4) var<storage, read> scores: array<f32>;             // [count], of dpc-scores
@group(0) @binding(5) var<storage, read_write> members: array<u32>;      // [count]
@group(0) @binding(6) var<storage, read_write> values: array<f32>;       // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let row = select(i, firsts[i / params.tokens] * params.tokens + i % params.tokens, parts[i] == 0xffffffffu);
  members[i] = centres[row];
  var own = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    let unit = units[quad * params.count + i];
    own += dot(unit, unit);
  }
  values[i] = select(own, scores[row], is_finite(own));
}
