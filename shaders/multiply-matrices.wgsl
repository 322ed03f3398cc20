// product[i, j] = Σ_k left[i, k] · right[k, j]. One lane owns four columns of four rows: sixteen sums for eight loads. Only
// measured, never needed: it tells how fast the adapter multiplies.
// uses: item

struct Params { side: u32 }

@group(0) @binding(0) var<storage, read> left: array<vec4<f32>>;           // [side / 4, side, 4]: four columns of a row together
@group(0) @binding(1) var<storage, read> right: array<vec4<f32>>;          // [side, side / 4, 4]
@group(0) @binding(2) var<storage, read_write> product: array<vec4<f32>>;  // [side, side / 4, 4]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let quads = params.side / 4u;
  let item = item_of(here);
  let i = 4u * (item / quads);
  let j = item % quads;
  if (i >= params.side) { return; }
  var sums: array<vec4<f32>, 4>;
  for (var k = 0u; k < quads; k++) {
    let first = right[(4u * k) * quads + j];
    let second = right[(4u * k + 1u) * quads + j];
    let third = right[(4u * k + 2u) * quads + j];
    let fourth = right[(4u * k + 3u) * quads + j];
    for (var row = 0u; row < 4u; row++) {
      let of_row = left[k * params.side + i + row];
      sums[row] += of_row.x * first + of_row.y * second + of_row.z * third + of_row.w * fourth;
    }
  }
  for (var row = 0u; row < 4u; row++) { product[(i + row) * quads + j] = sums[row]; }
}
