// centres[i] = the centre that row i goes to: itself where it is among the first of its part, else the nearest of these, of
// equal ones the first. One lane owns one row.
// uses: item

struct Params { count: u32, span: u32 }

@group(0) @binding(0) var<storage, read> squares: array<f32>;            // [count, span], of part-distances
@group(0) @binding(1) var<storage, read> parts: array<u32>;              // [count], NONE for rows of no part
@group(0) @binding(2) var<storage, read> places: array<u32>;             // [count], of dpc-places
@group(0) @binding(3) var<storage, read> clusters: array<u32>;           // [parts]: how many centres each has
@group(0) @binding(4) var<storage, read_write> centres: array<u32>;      // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  centres[i] = i;
  let part = parts[i];
  if (part == 0xffffffffu || places[i] < clusters[part]) { return; }
  let start = i / params.span * params.span;
  var best = -1.0;
  for (var n = 0u; n < min(params.span, params.count - start); n++) {
    let j = start + n;
    if (parts[j] != part || places[j] >= clusters[part]) { continue; }
    let square = squares[i * params.span + n];
    if (best < 0.0 || square < best || (square == best && places[j] < places[centres[i]])) {
      best = square;
      centres[i] = j;
    }
  }
}
