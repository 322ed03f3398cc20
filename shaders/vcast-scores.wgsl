// scores[i] = unlike[i] + (norm − least) / (greatest − least) of the frame's norms. One lane owns one token.
// uses: item

struct Params { count: u32, tokens: u32 }

@group(0) @binding(0) var<storage, read> unlike: array<f32>;              // [count]
@group(0) @binding(1) var<storage, read> norms: array<f32>;               // [count]
@group(0) @binding(2) var<storage, read_write> scores: array<f32>;        // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let start = i / params.tokens * params.tokens;
  var least = norms[start];
  var greatest = least;
  for (var n = start + 1u; n < start + params.tokens; n++) {
    least = min(least, norms[n]);
    greatest = max(greatest, norms[n]);
  }
  scores[i] = unlike[i] + (norms[i] - least) / (greatest - least + 1e-6);
}
