// Population variance of every channel over all tokens: Σ_chunks (squares + rows·(mean − centre)²) / (frames·tokens).
// One lane owns four channels and walks the chunks (Chan's merge, second of its two passes).
// uses: item

struct Params { frames: u32, tokens: u32, quads: u32, chunks: u32, rows: u32 }

@group(0) @binding(0) var<storage, read> moments: array<vec4f>;          // [frames, chunks, 2, quads]
@group(0) @binding(1) var<storage, read> centres: array<vec4f>;          // [frames + 1, quads]
@group(0) @binding(2) var<storage, read_write> variance: array<vec4f>;   // [quads]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let quad = item_of(here);
  if (quad >= params.quads) { return; }
  let centre = centres[params.frames * params.quads + quad];
  let last = f32(params.tokens - (params.chunks - 1u) * params.rows);  // tokens of the last chunk

  var at = quad;
  var total = vec4f();
  for (var frame = 0u; frame < params.frames; frame++) {
    var sum = vec4f();
    for (var chunk = 1u; chunk <= params.chunks; chunk++) {
      let rows = select(f32(params.rows), last, chunk == params.chunks);
      let away = moments[at] - centre;
      sum += moments[at + params.quads] + rows * away * away;
      at += 2u * params.quads;
    }
    total += sum;
  }
  variance[quad] = total / (f32(params.frames) * f32(params.tokens));
}
