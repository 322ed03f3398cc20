// densities[i] = exp(−mean of the seven smallest squared distances of row i in its part, its own among them); farthest[i] = the
// largest distance. One lane owns one row.
// uses: item

struct Params { count: u32, span: u32 }

@group(0) @binding(0) var<storage, read> squares: array<f32>;            // [count, span], of part-distances
@group(0) @binding(1) var<storage, read> parts: array<u32>;              // [count], NONE for rows of no part
@group(0) @binding(2) var<storage, read_write> densities: array<f32>;    // [count]
@group(0) @binding(3) var<storage, read_write> farthest: array<f32>;     // [count]
@group(1) @binding(0) var<uniform> params: Params;

const NEAREST = 7u;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count || parts[i] == 0xffffffffu) { return; }
  let start = i / params.span * params.span;
  var nearest: array<f32, NEAREST>;
  var found = 0u;
  var most = 0.0;
  for (var n = 0u; n < min(params.span, params.count - start); n++) {
    if (parts[start + n] != parts[i]) { continue; }
    var square = squares[i * params.span + n];
    most = max(most, square);
    // Into the sorted list, which pushes a larger one out.
    for (var k = 0u; k < found; k++) {
      if (square < nearest[k]) {
        let larger = nearest[k];
        nearest[k] = square;
        square = larger;
      }
    }
    if (found < NEAREST) {
      nearest[found] = square;
      found++;
    }
  }
  var sum = 0.0;
  for (var k = 0u; k < found; k++) { sum += nearest[k]; }
  densities[i] = exp(-sum / f32(found));
  farthest[i] = sqrt(most);
}
