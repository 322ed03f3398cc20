// embeds[r] = row places[r] of text, tokens and newline put one below the other: what the language model reads.
// One workgroup copies one row; rows fold over x and y because a grid axis ends at 65,535.
// uses: item

struct Params { rows: u32, width: u32, text_rows: u32, token_rows: u32 }

@group(0) @binding(0) var<storage, read> text: array<Real>;          // [text_rows, width]
@group(0) @binding(1) var<storage, read> tokens: array<Real>;        // [token_rows, width]
@group(0) @binding(2) var<storage, read> newline: array<Real>;       // [width]
@group(0) @binding(3) var<storage, read> places: array<u32>;         // [rows], each below text_rows + token_rows + 1
@group(0) @binding(4) var<storage, read_write> embeds: array<Real>;  // [1, rows, width]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let row = group_of(here);
  if (row >= params.rows) { return; }
  let place = places[row];
  let token = place - params.text_rows;  // wraps for text, and is not used then
  let width = params.width;
  for (var c = here.lane; c < width; c += LANES) {
    var value: Real;
    if (place < params.text_rows) {
      value = text[place * width + c];
    } else if (token < params.token_rows) {
      value = tokens[token * width + c];
    } else {
      value = newline[c];
    }
    embeds[row * width + c] = value;
  }
}
