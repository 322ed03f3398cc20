// y[frame, channel, r, c] = (clip8(Σ_i weight[r, i] · x[first[r] + i, c]) · rescale − mean) / std.
// Pillow's vertical pass in its own integers, then the model's normalisation in f32, or the bytes themselves for another
// resize. One thread makes one pixel.
// uses: item

override FRACTION_BITS: u32 = 22;
override BYTES: bool = false;   // y is RGBA bytes [rows_out, columns]

struct Params {
  columns: u32, rows_out: u32, taps: u32,
  first: u32,               // element of y where this frame begins
  mean: vec3f, rescale: f32,
  deviation: vec3f,
}

@group(0) @binding(0) var<storage, read> x: array<u32>;            // [rows in, columns], RGBA bytes
@group(0) @binding(1) var<storage, read> spans: array<vec2u>;      // [rows_out] first row, count ≤ taps
@group(0) @binding(2) var<storage, read> weights: array<i32>;      // [rows_out, taps]
@group(0) @binding(3) var<storage, read_write> y: array<u32>;      // [T, 3, rows_out, columns], bits of f32
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let index = item_of(here);
  let plane = params.rows_out * params.columns;
  if (index >= plane) { return; }
  let column = index % params.columns;
  let row = index / params.columns;
  let span = spans[row];
  let weight_base = row * params.taps;
  var sum = vec3i(1 << (FRACTION_BITS - 1u));  // half, so that the shift below rounds
  for (var i = 0u; i < span.y; i++) {
    let rgba = x[(span.x + i) * params.columns + column];
    let rgb = vec3i(vec3u(rgba, rgba >> 8u, rgba >> 16u) & vec3u(255u));
    sum += weights[weight_base + i] * rgb;
  }
  let bytes = clamp(sum >> vec3u(FRACTION_BITS), vec3i(0), vec3i(255));
  if (BYTES) {
    y[index] = u32(bytes.r) | (u32(bytes.g) << 8u) | (u32(bytes.b) << 16u) | (255u << 24u);
    return;
  }
  let value = bitcast<vec3u>((vec3f(bytes) * params.rescale - params.mean) / params.deviation);
  let at = params.first + index;
  y[at] = value.r;
  y[at + plane] = value.g;
  y[at + 2u * plane] = value.b;
}
