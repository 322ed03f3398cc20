// scores[i] = density · distance to the nearest row of its part that is denser, or for the densest the largest distance in the
// part. One lane owns one row.
// uses: item

struct Params { count: u32, span: u32 }

@group(0) @binding(0) var<storage, read> squares: array<f32>;            // [count, span], of part-distances
@group(0) @binding(1) var<storage, read> parts: array<u32>;              // [count], NONE for rows of no part
@group(0) @binding(2) var<storage, read> densities: array<f32>;          // [count], of dpc-density
@group(0) @binding(3) var<storage, read> farthest: array<f32>;           // [count], of dpc-density
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;       // [count], 0 for rows of no part
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  scores[i] = 0.0;
  if (parts[i] == 0xffffffffu) { return; }
  let start = i / params.span * params.span;
  var apart = 0.0;
  for (var n = 0u; n < min(params.span, params.count - start); n++) {
    if (parts[start + n] == parts[i]) { apart = max(apart, farthest[start + n]); }
  }
  for (var n = 0u; n < min(params.span, params.count - start); n++) {
    if (parts[start + n] == parts[i] && densities[start + n] > densities[i]) {
      apart = min(apart, sqrt(squares[i * params.span + n]));
    }
  }
  scores[i] = apart * densities[i];
}
