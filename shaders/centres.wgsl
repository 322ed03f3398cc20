// Centre of every frame and of the video: c_t = Σ_chunks rows·mean / tokens, c = mean over t of c_t.
// One lane owns four channels and walks the chunks; neighbours own neighbouring ones.
// uses: item

struct Params { frames: u32, tokens: u32, quads: u32, chunks: u32, rows: u32, planes: u32 }

@group(0) @binding(0) var<storage, read> moments: array<vec4f>;         // [frames, chunks, planes, quads], plane 0 the means
@group(0) @binding(1) var<storage, read_write> centres: array<vec4f>;   // [frames + 1, quads], the video's in the last row
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let quad = item_of(here);
  if (quad >= params.quads) { return; }
  let last = f32(params.tokens - (params.chunks - 1u) * params.rows);  // tokens of the last chunk
  let step = params.planes * params.quads;

  // Summing chunks, then frames, then the video keeps the rounding error as small as a tree of sums does.
  var at = quad;
  var video = vec4f();
  for (var frame = 0u; frame < params.frames; frame++) {
    var sum = vec4f();
    for (var chunk = 1u; chunk < params.chunks; chunk++) {
      sum += moments[at];
      at += step;
    }
    let centre = (sum * f32(params.rows) + moments[at] * last) / f32(params.tokens);
    at += step;
    centres[frame * params.quads + quad] = centre;
    video += centre;
  }
  centres[params.frames * params.quads + quad] = video / f32(params.frames);
}
