// Mean of every channel over a chunk of a frame's tokens and, with PLANES = 2, the sum of squared deviations.
// One lane owns four channels of one chunk; neighbouring lanes own neighbouring channels, so reads coalesce.
// uses: item

override PLANES: u32 = 1;   // 1: means; 2: means, then squared deviations

struct Params { frames: u32, tokens: u32, quads: u32, chunks: u32, rows: u32 }  // rows: tokens of a chunk, but the last

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;     // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read_write> moments: array<vec4f>;   // [frames, chunks, PLANES, quads]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let quads = params.quads;
  let columns = (quads + LANES - 1u) / LANES;
  let item = group_of(here);
  let chunk = item / columns;  // over all frames
  let quad = (item % columns) * LANES + here.lane;
  if (chunk >= params.frames * params.chunks || quad >= quads) { return; }

  let first = (chunk % params.chunks) * params.rows;
  let count = min(params.rows, params.tokens - first);
  var at = ((chunk / params.chunks) * params.tokens + first) * quads + quad;
  let to = chunk * PLANES * quads + quad;
  // Four rows at a time: their loads do not wait for each other.
  let fours = count / 4u * 4u;
  var mean = vec4f();
  if (PLANES == 1u) {
    for (var row = 0u; row < fours; row += 4u) {
      let x = four_rows(at);
      mean += (x[0] + x[1]) + (x[2] + x[3]);
      at += 4u * quads;
    }
    for (var row = fours; row < count; row++) {
      mean += vec4f(tokens[at]);
      at += quads;
    }
    moments[to] = mean / f32(count);
    return;
  }

  // Sums of differences from the chunk's first row: sums of the values themselves would cancel where the mean is large
  // beside the deviations.
  let pivot = vec4f(tokens[at]);
  var sum = vec4f();
  var squares = vec4f();
  for (var row = 0u; row < fours; row += 4u) {
    let x = four_rows(at);
    let d0 = x[0] - pivot;
    let d1 = x[1] - pivot;
    let d2 = x[2] - pivot;
    let d3 = x[3] - pivot;
    sum += (d0 + d1) + (d2 + d3);
    squares += (d0 * d0 + d1 * d1) + (d2 * d2 + d3 * d3);
    at += 4u * quads;
  }
  for (var row = fours; row < count; row++) {
    let away = vec4f(tokens[at]) - pivot;
    sum += away;
    squares += away * away;
    at += quads;
  }
  mean = sum / f32(count);
  squares = max(squares - mean * sum, vec4f());
  mean += pivot;
  moments[to] = mean;
  moments[to + quads] = squares;
}

// One column a row of the tensor.
fn four_rows(at: u32) -> mat4x4f {
  let step = params.quads;
  return mat4x4f(
    vec4f(tokens[at]),
    vec4f(tokens[at + step]),
    vec4f(tokens[at + 2u * step]),
    vec4f(tokens[at + 3u * step]),
  );
}
