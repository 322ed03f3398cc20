// Mean of the unit tokens z = x · inverse_norm over a chunk of a frame's tokens.
// One lane owns four channels of one chunk; neighbouring lanes own neighbouring channels, so reads coalesce.
// uses: item

struct Params { frames: u32, tokens: u32, quads: u32, chunks: u32, rows: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;      // [frames, tokens, quads]
@group(0) @binding(1) var<storage, read> inverse_norms: array<f32>;      // [frames, tokens]
@group(0) @binding(2) var<storage, read_write> moments: array<vec4f>;    // [frames, chunks, 1, quads]
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
  let token = (chunk / params.chunks) * params.tokens + first;
  var at = token * quads + quad;
  // Four rows at a time: their loads do not wait for each other.
  let fours = count / 4u * 4u;
  var sum = vec4f();
  for (var row = 0u; row < fours; row += 4u) {
    sum += (unit(at, token + row) + unit(at + quads, token + row + 1u))
      + (unit(at + 2u * quads, token + row + 2u) + unit(at + 3u * quads, token + row + 3u));
    at += 4u * quads;
  }
  for (var row = fours; row < count; row++) {
    sum += unit(at, token + row);
    at += quads;
  }
  moments[chunk * quads + quad] = sum / f32(count);
}

fn unit(at: u32, token: u32) -> vec4f {
  return vec4f(tokens[at]) * inverse_norms[token];
}
