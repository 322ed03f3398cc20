// cosines[i, j] = the cosine of tokens first + i and first + j. One lane owns four j of one i.
// uses: item

struct Params { count: u32, quads: u32, first: u32, chunk: u32 }

@group(0) @binding(0) var<storage, read> units: array<vec4f>;            // [quads, count]
@group(0) @binding(1) var<storage, read_write> cosines: array<f32>;      // [chunk, chunk]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let blocks = (params.chunk + 3u) / 4u;
  let i = item / blocks;
  if (i >= params.chunk) { return; }
  let start = item % blocks * 4u;
  // Places past the end compare with the last token again.
  let others = params.first + min(vec4u(start) + vec4u(0u, 1u, 2u, 3u), vec4u(params.chunk - 1u));
  var products = vec4f();
  for (var quad = 0u; quad < params.quads; quad++) {
    let row = quad * params.count;
    let at = row + others;
    products += units[row + params.first + i] * mat4x4f(units[at.x], units[at.y], units[at.z], units[at.w]);
  }
  for (var k = 0u; k < min(4u, params.chunk - start); k++) { cosines[i * params.chunk + start + k] = products[k]; }
}
