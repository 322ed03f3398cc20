// budgets[t] = how many tokens the group that begins with frame t may keep, 0 for other frames. A group unlike the others in the
// means of its tokens' channels gets more, by a softmax; what a group cannot use goes evenly to those that can.
// One workgroup does all; its first lane shares the tokens out, rounding as the authors' code does.

struct Params { frames: u32, tokens: u32, budget: u32 }

@group(0) @binding(0) var<storage, read> levels: array<f32>;             // [frames, tokens], of group-means
@group(0) @binding(1) var<storage, read> groups: array<u32>;             // [frames + 1], of frame-groups
@group(0) @binding(2) var<storage, read> counts: array<u32>;             // [frames], of unicomp-take
@group(0) @binding(3) var<storage, read_write> inverses: array<f32>;     // [frames], scratch
@group(0) @binding(4) var<storage, read_write> totals: array<f32>;       // [tokens], scratch
@group(0) @binding(5) var<storage, read_write> shares: array<f32>;       // [frames], scratch
@group(0) @binding(6) var<storage, read_write> budgets: array<u32>;      // [frames]
@group(1) @binding(0) var<uniform> params: Params;

// A share this near to the next whole number is that number: groups that are alike get the same, however it is rounded.
const WHOLE = 1e-4;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  let groups_number = groups[params.frames];
  for (var frame = lane; frame < params.frames; frame += LANES) {
    var squares = 0.0;
    for (var n = 0u; n < params.tokens; n++) {
      let level = levels[frame * params.tokens + n];
      squares += level * level;
    }
    inverses[frame] = 1.0 / max(sqrt(squares), 1e-12);
  }
  storageBarrier();
  for (var n = lane; n < params.tokens; n += LANES) {
    var total = 0.0;
    for (var frame = 0u; frame < params.frames; frame++) {
      if (groups[frame] == frame) { total += levels[frame * params.tokens + n] * inverses[frame]; }
    }
    totals[n] = total / f32(groups_number);
  }
  storageBarrier();
  for (var frame = lane; frame < params.frames; frame += LANES) {
    var likeness = 0.0;
    for (var n = 0u; n < params.tokens; n++) { likeness += levels[frame * params.tokens + n] * inverses[frame] * totals[n]; }
    shares[frame] = likeness;
  }
  storageBarrier();
  if (lane == 0u) { share_out(groups_number); }
}

fn share_out(number: u32) {
  if (number * params.tokens <= params.budget) {
    for (var t = 0u; t < params.frames; t++) { budgets[t] = select(0u, params.tokens, groups[t] == t); }
    return;
  }
  let cap = min(params.tokens, max(1u, params.budget / number * 2u));
  if (number <= params.budget / cap) {
    for (var t = 0u; t < params.frames; t++) { budgets[t] = select(0u, cap, groups[t] == t); }
  } else {
    share_by_likeness(number, cap);
  }

  // What groups cannot use that have fewer tokens to give.
  var given = 0u;
  var found = 0u;
  var spare = 0u;
  var needy = 0u;
  for (var t = 0u; t < params.frames; t++) {
    if (groups[t] != t) { continue; }
    given += budgets[t];
    found += counts[t];
    if (counts[t] < budgets[t]) { spare += budgets[t] - counts[t]; } else { needy++; }
  }
  if (found <= given) { return; }
  for (var t = 0u; t < params.frames; t++) {
    if (groups[t] == t && counts[t] >= budgets[t]) { budgets[t] += spare / needy; }
  }
}

fn share_by_likeness(number: u32, cap: u32) {
  var least = shares[0];
  for (var t = 0u; t < params.frames; t++) {
    if (groups[t] == t) { least = min(least, shares[t]); }
  }
  var sum = 0.0;
  for (var t = 0u; t < params.frames; t++) {
    if (groups[t] == t) { sum += exp((least - shares[t]) * sqrt(f32(number))); }
  }
  var is_capped = false;
  var open = 0u;
  var extra = i32(params.budget);
  for (var t = 0u; t < params.frames; t++) {
    budgets[t] = 0u;
    if (groups[t] != t) { continue; }
    let wanted = u32(exp((least - shares[t]) * sqrt(f32(number))) / sum * f32(params.budget) + WHOLE);
    budgets[t] = min(wanted, cap);
    if (wanted > cap) { is_capped = true; } else { open++; }
    // A group that was cut is open again in the next round, and is then cut again.
    extra -= i32(budgets[t]);
    inverses[t] = select(0.0, 1.0, wanted > cap);
  }
  while (is_capped && open > 0u && extra >= i32(open)) {
    let more = u32(extra) / open;
    is_capped = false;
    open = 0u;
    extra = i32(params.budget);
    for (var t = 0u; t < params.frames; t++) {
      if (groups[t] != t) { continue; }
      let wanted = budgets[t] + select(more, 0u, inverses[t] > 0.0);
      budgets[t] = min(wanted, cap);
      if (wanted > cap) { is_capped = true; } else { open++; }
      extra -= i32(budgets[t]);
      inverses[t] = select(0.0, 1.0, wanted > cap);
    }
  }
}
