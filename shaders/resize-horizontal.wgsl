// y[r, c] = clip8(Σ_i weight[c, i] · x[r, first[c] + i]): Pillow's horizontal pass, in its own integers.
// One thread makes one pixel; groups fold over x and y because a grid axis ends at 65,535.
// i32 sums do not overflow: weights of 22 bits that add up to 1, their negative parts included, times 255.
// uses: item

override FRACTION_BITS: u32 = 22;

struct Params { rows: u32, columns_in: u32, columns_out: u32, taps: u32 }

@group(0) @binding(0) var<storage, read> x: array<u32>;             // [rows, columns_in], RGBA bytes
@group(0) @binding(1) var<storage, read> spans: array<vec2u>;       // [columns_out] first pixel, count ≤ taps
@group(0) @binding(2) var<storage, read> weights: array<i32>;       // [columns_out, taps]
@group(0) @binding(3) var<storage, read_write> y: array<u32>;       // [rows, columns_out], RGBA bytes
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let index = item_of(here);
  if (index >= params.rows * params.columns_out) { return; }
  let column = index % params.columns_out;
  let span = spans[column];
  let from_base = (index / params.columns_out) * params.columns_in + span.x;
  let weight_base = column * params.taps;
  var sum = vec3i(1 << (FRACTION_BITS - 1u));  // half, so that the shift below rounds
  for (var i = 0u; i < span.y; i++) {
    let rgba = x[from_base + i];
    let rgb = vec3i(vec3u(rgba, rgba >> 8u, rgba >> 16u) & vec3u(255u));
    sum += weights[weight_base + i] * rgb;
  }
  let bytes = vec3u(clamp(sum >> vec3u(FRACTION_BITS), vec3i(0), vec3i(255)));
  y[index] = bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | 0xff000000u;
}
