// budgets[t] = how many tokens frame t keeps: one, and its part of the rest by a softmax over curvatures, rounded down. What
// is left over goes, as in the authors' code, all to the frame with the largest fraction, and to the next where it is full.
// The first lane does all.

struct Params { frames: u32, tokens: u32, kept: u32, temperature: f32 }

@group(0) @binding(0) var<storage, read> curvatures: array<f32>;          // [frames]
@group(0) @binding(1) var<storage, read_write> fractions: array<f32>;     // [frames], scratch
@group(0) @binding(2) var<storage, read_write> budgets: array<u32>;       // [frames]
@group(1) @binding(0) var<uniform> params: Params;

// A part this near to the next whole number is that number: frames that are alike get the same, however it is rounded.
const WHOLE = 1e-4;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  if (lane > 0u) { return; }
  var greatest = curvatures[0];
  for (var t = 1u; t < params.frames; t++) { greatest = max(greatest, curvatures[t]); }
  var sum = 0.0;
  for (var t = 0u; t < params.frames; t++) { sum += exp((curvatures[t] - greatest) / params.temperature); }
  let rest = params.kept - min(params.kept, params.frames);
  var left = rest;
  for (var t = 0u; t < params.frames; t++) {
    let part = exp((curvatures[t] - greatest) / params.temperature) / sum * f32(rest);
    let whole = floor(part + WHOLE);
    let more = min(u32(whole), params.tokens - 1u);
    budgets[t] = 1u + more;
    fractions[t] = select(max(part - whole, 0.0), -1.0, 1u + more >= params.tokens);
    left -= min(left, more);
  }
  while (left > 0u) {
    var best = 0u;
    for (var t = 1u; t < params.frames; t++) {
      if (fractions[t] > fractions[best]) { best = t; }
    }
    if (!(fractions[best] >= 0.0)) { break; }
    let more = min(left, params.tokens - budgets[best]);
    budgets[best] += more;
    fractions[best] = -1.0;
    left -= more;
  }
}
