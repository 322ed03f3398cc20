// parts[p] = highest, Σ exp((logit − highest) / temperature) and number of non-finite logits of the p-th LENGTH tokens.
// One workgroup makes one part, so that many read the vocabulary. Without `weighs` the mass is 0.
// uses: finite, mass, reduce

override LENGTH: u32;

struct Params { offset: u32, vocab: u32, inverse_temperature: f32, weighs: u32 }

@group(0) @binding(0) var<storage, read> logits: array<Real>;        // [≥ offset + vocab]
@group(0) @binding(1) var<storage, read_write> parts: array<vec4f>;  // [P]: highest logit, mass, non-finite logits, nothing
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group_id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let part = group_id.y * groups.x + group_id.x;
  let first = part * LENGTH;
  if (first >= params.vocab) { return; }
  let end = min(first + LENGTH, params.vocab);
  var most = LOWEST;
  var bad = 0.0;
  for (var i = first + lane; i < end; i += LANES) {
    let logit = f32(logits[params.offset + i]);
    if (is_finite(logit)) { most = max(most, logit); } else { bad += 1.0; }
  }
  let highest = most_of_lanes(lane, vec2f(most, 0.0)).x;
  var mass = 0.0;
  if (params.weighs == 1u) {
    for (var i = first + lane; i < end; i += LANES) {
      let logit = f32(logits[params.offset + i]);
      if (is_finite(logit)) { mass += mass_of(logit, highest); }
    }
  }
  let sums = sum_of_lanes(lane, vec2f(mass, bad));
  if (lane == 0u) { parts[part] = vec4f(highest, sums, 0.0); }
}
