// candidates[p · LENGTH + i] = token and logit of the i-th token of part p that may be drawn; counts[p] = how many there are.
// What cannot be drawn: of `top_k`, what is below the k-th highest of the parts' highest logits, since k tokens reach that; else what
// is below half of `min_p`, or of (1 − top_p) / vocab of all mass, since all such tokens together are less than 1 − top_p of it.
// One workgroup takes one part; a lane takes neighbours, so that tokens stay in their order.
// uses: finite, mass, reduce

override LENGTH: u32;

struct Params { offset: u32, vocab: u32, inverse_temperature: f32, top_p: f32, top_k: u32, min_p: f32 }

@group(0) @binding(0) var<storage, read> logits: array<Real>;             // [≥ offset + vocab]
@group(0) @binding(1) var<storage, read> parts: array<vec4f>;             // [P], as sample-parts writes them
@group(0) @binding(2) var<storage, read_write> candidates: array<vec2u>;  // [P, LENGTH]: token, bits of its logit (f32)
@group(0) @binding(3) var<storage, read_write> counts: array<u32>;        // [P]
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> counted: array<u32, LANES>;
var<workgroup> lowest: f32;   // what is drawn is at least this

// The number of parts whose highest logit comes before that of `part`.
fn rank_of(part: u32, count: u32) -> u32 {
  let own = parts[part].x;
  var rank = 0u;
  for (var other = 0u; other < count; other++) {
    let highest = parts[other].x;
    if (highest > own || (highest == own && other < part)) { rank++; }
  }
  return rank;
}

fn may_be_drawn(logit: f32) -> bool {
  return is_finite(logit) && logit >= lowest;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group_id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let part = group_id.y * groups.x + group_id.x;
  let count = (params.vocab + LENGTH - 1u) / LENGTH;
  if (part >= count) { return; }

  var most = LOWEST;
  for (var p = lane; p < count; p += LANES) { most = max(most, parts[p].x); }
  let highest = most_of_lanes(lane, vec2f(most, 0.0)).x;
  var mass = 0.0;
  for (var p = lane; p < count; p += LANES) { mass += parts[p].y * mass_of(parts[p].x, highest); }
  let total = sum_of_lanes(lane, vec2f(mass, 0.0)).x;
  let least = 0.5 * max(params.min_p, (1.0 - params.top_p) * total / f32(params.vocab));
  if (lane == 0u) {
    lowest = LOWEST;
    if (params.top_k == 0u && least > 0.0) { lowest = max(LOWEST, highest + log(least) / params.inverse_temperature); }
  }
  workgroupBarrier();
  if (params.top_k > 0u && params.top_k <= count) {
    for (var p = lane; p < count; p += LANES) {
      if (rank_of(p, count) + 1u == params.top_k) { lowest = parts[p].x; }
    }
  }
  workgroupBarrier();

  let run = LENGTH / LANES;
  let first = min(part * LENGTH + lane * run, params.vocab);
  let end = min(first + run, params.vocab);
  var mine = 0u;
  for (var i = first; i < end; i++) {
    if (may_be_drawn(f32(logits[params.offset + i]))) { mine++; }
  }
  counted[lane] = mine;
  workgroupBarrier();
  var at = part * LENGTH;
  for (var l = 0u; l < lane; l++) { at += counted[l]; }
  for (var i = first; i < end; i++) {
    let logit = f32(logits[params.offset + i]);
    if (may_be_drawn(logit)) {
      candidates[at] = vec2u(i, bitcast<u32>(logit));
      at++;
    }
  }
  if (lane == LANES - 1u) { counts[part] = at - part * LENGTH; }
}
