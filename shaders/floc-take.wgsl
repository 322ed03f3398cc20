// Takes the token with the largest gain, the first of those that are equal but for rounding: of two tokens that are each the
// nearest to the other, both gain the same. Its place is the number taken before, and best[i] becomes at least its cosine
// with token i. One workgroup does all.

struct Params { chunk: u32 }

@group(0) @binding(0) var<storage, read> cosines: array<f32>;            // [chunk, chunk]
@group(0) @binding(1) var<storage, read> gains: array<f32>;              // [chunk]
@group(0) @binding(2) var<storage, read_write> best: array<f32>;         // [chunk]
@group(0) @binding(3) var<storage, read_write> places: array<u32>;       // [chunk]
@group(0) @binding(4) var<storage, read_write> taken: array<f32>;        // [chunk + 1]: the gain of each, then their number
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> values: array<f32, LANES>;
var<workgroup> tokens: array<u32, LANES>;
var<workgroup> largest: f32;
var<workgroup> next: u32;

// Gains closer than this count as equal, as a share of the largest gain and 1.
const EQUAL = 1e-5;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var value = -2.0;
  for (var i = lane; i < params.chunk; i += LANES) { value = max(value, gains[i]); }
  values[lane] = value;
  workgroupBarrier();
  if (lane == 0u) {
    for (var other = 1u; other < LANES; other++) { value = max(value, values[other]); }
    largest = value - EQUAL * (1.0 + value);
  }
  workgroupBarrier();
  var token = params.chunk;
  for (var i = lane; i < params.chunk && token == params.chunk; i += LANES) {
    if (gains[i] >= largest) { token = i; }
  }
  tokens[lane] = token;
  workgroupBarrier();
  if (lane == 0u) {
    for (var other = 1u; other < LANES; other++) { token = min(token, tokens[other]); }
    token = min(token, params.chunk - 1u);
    let number = taken[params.chunk];
    places[token] = u32(number);
    taken[token] = gains[token];
    taken[params.chunk] = number + 1.0;
    next = token;
  }
  workgroupBarrier();
  for (var i = lane; i < params.chunk; i += LANES) {
    best[i] = max(best[i], cosines[next * params.chunk + i]);
  }
}
