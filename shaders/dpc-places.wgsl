// places[i] = how many rows of its part have a larger score, or the same and come before. One lane owns one row.
// uses: item

struct Params { count: u32, span: u32 }

@group(0) @binding(0) var<storage, read> scores: array<f32>;             // [count], of dpc-scores
@group(0) @binding(1) var<storage, read> parts: array<u32>;              // [count], NONE for rows of no part
@group(0) @binding(2) var<storage, read_write> places: array<u32>;       // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let start = i / params.span * params.span;
  var before = 0u;
  for (var j = start; j < min(start + params.span, params.count); j++) {
    let is_before = scores[j] > scores[i] || (scores[j] == scores[i] && j < i);
    before += u32(is_before && parts[j] == parts[i]);
  }
  places[i] = before;
}
