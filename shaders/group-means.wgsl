// At the first frame of each group: units[q, i] = quad q of the mean of the tokens at this place over the group's frames, as a
// unit vector; levels[i] = the mean of that mean's channels. One lane owns one token; those of other frames do nothing.
// uses: item

struct Params { count: u32, tokens: u32, quads: u32, width: u32 }

@group(0) @binding(0) var<storage, read> features: array<vec4<Real>>;    // [count, quads]
@group(0) @binding(1) var<storage, read> groups: array<u32>;             // [frames + 1], of frame-groups
@group(0) @binding(2) var<storage, read_write> units: array<vec4f>;      // [quads, count]
@group(0) @binding(3) var<storage, read_write> levels: array<f32>;       // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  let frame = i / params.tokens;
  if (groups[frame] != frame) { return; }
  var end = frame + 1u;
  while (end < params.count / params.tokens && groups[end] == frame) { end++; }
  var squares = 0.0;
  var level = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    var mean = vec4f();
    for (var other = frame; other < end; other++) {
      mean += vec4f(features[(i + (other - frame) * params.tokens) * params.quads + quad]);
    }
    mean /= f32(end - frame);
    squares += dot(mean, mean);
    level += dot(mean, vec4f(1.0));
    units[quad * params.count + i] = mean;
  }
  levels[i] = level / f32(params.width);
  let inverse = 1.0 / max(sqrt(squares), 1e-12);
  for (var quad = 0u; quad < params.quads; quad++) { units[quad * params.count + i] *= inverse; }
}
