// token ~ softmax(logits / temperature) within its nucleus: of the `top_k` likeliest those that hold `top_p` of their mass.
// One workgroup strides over the vocabulary, or where that is long over what may be drawn of it: maximum, radix searches of the
// nucleus' lowest logit, walk to the draw. Out of the nucleus fall tokens below `min_p` of the likeliest token's mass. `top_k` 0
// keeps all.
// uses: finite, mass, reduce

override LENGTH: u32;
override IS_LISTED: bool = false;  // the candidates are read instead of the logits

struct Params { offset: u32, vocab: u32, inverse_temperature: f32, top_p: f32, draw: f32, top_k: u32, min_p: f32 }

@group(0) @binding(0) var<storage, read> logits: array<Real>;      // [≥ offset + vocab]
@group(0) @binding(1) var<storage, read> parts: array<vec4f>;      // [P], as sample-parts writes them
@group(0) @binding(2) var<storage, read> candidates: array<vec2u>; // [P, LENGTH], as sample-candidates writes them
@group(0) @binding(3) var<storage, read> counts: array<u32>;       // [P]
@group(0) @binding(4) var<storage, read_write> listed: array<vec2u>;  // [P · LENGTH]: scratch, the candidates without gaps
@group(0) @binding(5) var<storage, read_write> found: array<u32>;  // [4]: token, bits of its probability (f32), non-finite logits, nucleus size
@group(1) @binding(0) var<uniform> params: Params;

const DIGIT_BITS = 3u;           // of the radix search; 8 buckets a lane fill 8 KiB of workgroup memory
const DIGITS = 8u;

var<workgroup> masses: array<array<f32, DIGITS>, LANES>;
var<workgroup> counted: array<u32, LANES>;
var<workgroup> nucleus_size: atomic<u32>;
var<workgroup> threshold: u32;   // ordered bits of the lowest logit that is searched
var<workgroup> mass_above: f32;  // sum of all logits above the range that is being searched
var<workgroup> mass_wanted: f32;
var<workgroup> owner: u32;       // the lane whose chunk holds the drawn token
var<workgroup> owner_start: f32; // mass before that chunk

fn logit_at(i: u32) -> f32 {
  if (IS_LISTED) { return bitcast<f32>(listed[i].y); }
  return f32(logits[params.offset + i]);
}

fn token_at(i: u32) -> u32 {
  if (IS_LISTED) { return listed[i].x; }
  return i;
}

// Puts the candidates of all parts one behind the other; returns their number.
fn list_candidates(lane: u32) -> u32 {
  let count = (params.vocab + LENGTH - 1u) / LENGTH;
  let run = (count + LANES - 1u) / LANES;
  let first = min(lane * run, count);
  let end = min(first + run, count);
  var mine = 0u;
  for (var part = first; part < end; part++) { mine += counts[part]; }
  counted[lane] = mine;
  workgroupBarrier();
  var at = 0u;
  var all = 0u;
  for (var l = 0u; l < LANES; l++) {
    if (l < lane) { at += counted[l]; }
    all += counted[l];
  }
  for (var part = first; part < end; part++) {
    for (var i = 0u; i < counts[part]; i++) {
      listed[at] = candidates[part * LENGTH + i];
      at++;
    }
  }
  storageBarrier();
  workgroupBarrier();
  return all;
}

fn nucleus_mass(i: u32, highest: f32, lowest: u32) -> f32 {
  let logit = logit_at(i);
  if (!is_finite(logit) || ordered(logit) < lowest) { return 0.0; }
  let mass = mass_of(logit, highest);
  return select(mass, 0.0, mass < params.min_p);
}

// Sets `threshold` to the lowest logit, as ordered bits, that belongs to the likeliest tokens whose sizes reach `top_k`
// (a token counts 1) or `top_p` of all (a token counts its mass). Tokens below `floor` count nothing. Digit by digit from
// the top: the range that is searched narrows eightfold, and the first bucket from above in which the sum reaches what is
// wanted holds the logit. Tokens tied with it belong to the likeliest too. `mass` is that of everything, or 0 where the `all` tokens
// that are searched are everything.
fn find_threshold(lane: u32, highest: f32, is_count: bool, floor: u32, all: u32, mass: f32) {
  if (lane == 0u) {
    threshold = 0u;
    mass_above = 0.0;
  }
  workgroupBarrier();
  var known = 0u;  // mask of the digits already found
  for (var shift = 30i; shift >= 0i; shift -= i32(DIGIT_BITS)) {
    var buckets = array<f32, DIGITS>();
    for (var i = lane; i < all; i += LANES) {
      let logit = logit_at(i);
      let key = ordered(logit);
      if (is_finite(logit) && key >= floor && (key & known) == threshold) {
        buckets[(key >> u32(shift)) & (DIGITS - 1u)] += select(mass_of(logit, highest), 1.0, is_count);
      }
    }
    masses[lane] = buckets;
    workgroupBarrier();
    for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
      if (lane < stride) {
        for (var d = 0u; d < DIGITS; d++) { masses[lane][d] += masses[lane + stride][d]; }
      }
      workgroupBarrier();
    }
    if (lane == 0u) {
      if (known == 0u) {
        var total = mass;
        if (mass == 0.0) {
          for (var d = DIGITS; d > 0u; d--) { total += masses[0][d - 1u]; }
        }
        mass_wanted = select(params.top_p * total, f32(params.top_k), is_count);
      }
      // When rounding keeps every bucket below what is wanted, the lowest digit stays: the whole range is in the nucleus.
      var digit = DIGITS - 1u;
      while (digit > 0u && mass_above + masses[0][digit] < mass_wanted) {
        mass_above += masses[0][digit];
        digit--;
      }
      threshold |= digit << u32(shift);
    }
    known |= (DIGITS - 1u) << u32(shift);
    workgroupBarrier();
  }
}

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  let count = (params.vocab + LENGTH - 1u) / LENGTH;
  var all = params.vocab;
  var most = LOWEST;
  var bad = 0.0;
  if (IS_LISTED) {
    all = list_candidates(lane);
    for (var part = lane; part < count; part += LANES) {
      most = max(most, parts[part].x);
      bad += parts[part].z;
    }
  } else {
    for (var i = lane; i < params.vocab; i += LANES) {
      let logit = logit_at(i);
      if (is_finite(logit)) { most = max(most, logit); } else { bad += 1.0; }
    }
  }
  let highest = most_of_lanes(lane, vec2f(most, 0.0)).x;
  var mass = 0.0;
  if (IS_LISTED) {
    for (var part = lane; part < count; part += LANES) {
      mass += parts[part].y * mass_of(parts[part].x, highest);
    }
  }
  let sums = sum_of_lanes(lane, vec2f(mass, bad));

  // The conditions are uniform, so the barriers stay legal.
  var lowest = 0u;
  if (params.top_k > 0u) {
    find_threshold(lane, highest, true, 0u, all, 0.0);
    lowest = threshold;
    workgroupBarrier();  // before the next search begins anew
  }
  if (params.top_p < 1.0) {
    find_threshold(lane, highest, false, lowest, all, sums.x);
    lowest = max(lowest, threshold);
  }

  // Each lane sums a run of neighbours, so that the draw walks the nucleus in the order of token ids.
  let run = (all + LANES - 1u) / LANES;
  let first = min(lane * run, all);
  let end = min(first + run, all);
  var sum = 0.0;
  var size = 0u;
  for (var i = first; i < end; i++) {
    let mass = nucleus_mass(i, highest, lowest);
    sum += mass;
    if (mass > 0.0) { size += 1u; }
  }
  if (size > 0u) { atomicAdd(&nucleus_size, size); }
  masses[lane][0] = sum;
  workgroupBarrier();
  if (lane == 0u) {
    var total = 0.0;
    for (var l = 0u; l < LANES; l++) { total += masses[l][0]; }
    mass_wanted = params.draw * total;
    masses[0][1] = total;
    var before = 0.0;
    for (var l = 0u; l < LANES; l++) {
      if (masses[l][0] == 0.0) { continue; }
      owner = l;  // the last run with mass, in case rounding puts the draw past the end
      owner_start = before;
      before += masses[l][0];
      if (before > mass_wanted) { break; }
    }
  }
  workgroupBarrier();
  if (lane != owner) { return; }
  var token = 0u;
  var token_mass = 0.0;
  var reached = owner_start;
  for (var i = first; i < end && reached <= mass_wanted; i++) {
    let mass = nucleus_mass(i, highest, lowest);
    if (mass == 0.0) { continue; }
    token = token_at(i);
    token_mass = mass;
    reached += mass;
  }
  found[0] = token;
  found[1] = bitcast<u32>(select(0.0, token_mass / masses[0][1], token_mass > 0.0));
  found[2] = u32(sums.y);
  found[3] = atomicLoad(&nucleus_size);
}
