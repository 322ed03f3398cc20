// found = [share of tokens whose closeness is at least `threshold`, mean of 1 − closeness, tokens that count, tokens that
// are not finite]. Tokens without length (closeness −2) do not count; where none counts, the share is 1 and the mean 0.
// One workgroup strides over the tokens.
// uses: finite, reduce

struct Params { count: u32, threshold: f32 }

@group(0) @binding(0) var<storage, read> closeness: array<f32>;      // [count]
@group(0) @binding(1) var<storage, read_write> found: array<f32>;    // [4]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = vec4f();  // covered, error, counted, not finite
  for (var i = lane; i < params.count; i += LANES) {
    let value = closeness[i];
    if (!is_finite(value)) {
      sum.w += 1.0;
    } else if (value >= -1.5) {
      sum += vec4f(f32(value >= params.threshold), 1.0 - value, 1.0, 0.0);
    }
  }
  let all = vec4f(sum_of_lanes(lane, sum.xy), sum_of_lanes(lane, sum.zw));
  if (lane > 0u) { return; }
  let counted = max(all.z, 1.0);
  found[0] = select(1.0, all.x / counted, all.z > 0.0);
  found[1] = all.y / counted;
  found[2] = all.z;
  found[3] = all.w;
}
