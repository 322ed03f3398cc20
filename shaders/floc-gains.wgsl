// gains[j] = Σ_i max(cosines[i, j] − best[i], 0): by how much token j would bring all tokens nearer to one that is taken;
// −1 for a taken one. One lane owns one token.
// uses: item

struct Params { chunk: u32 }

@group(0) @binding(0) var<storage, read> cosines: array<f32>;            // [chunk, chunk]
@group(0) @binding(1) var<storage, read> best: array<f32>;               // [chunk]: cosine with the nearest taken token
@group(0) @binding(2) var<storage, read> places: array<u32>;             // [chunk]: when each was taken, NONE before
@group(0) @binding(3) var<storage, read_write> gains: array<f32>;        // [chunk]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let j = item_of(here);
  if (j >= params.chunk) { return; }
  if (places[j] != 0xffffffffu) {
    gains[j] = -1.0;
    return;
  }
  var sums = vec4f();
  let fours = params.chunk / 4u * 4u;
  for (var i = 0u; i < fours; i += 4u) {
    let at = i * params.chunk + j;
    let own = vec4f(
      cosines[at],
      cosines[at + params.chunk],
      cosines[at + 2u * params.chunk],
      cosines[at + 3u * params.chunk],
    );
    sums += max(own - vec4f(best[i], best[i + 1u], best[i + 2u], best[i + 3u]), vec4f());
  }
  for (var i = fours; i < params.chunk; i++) { sums.x += max(cosines[i * params.chunk + j] - best[i], 0.0); }
  gains[j] = (sums.x + sums.y) + (sums.z + sums.w);
}
