// token ~ softmax(logits / temperature) within its nucleus: of the `top_k` likeliest those that hold `top_p` of their mass.
// One workgroup strides over the vocabulary: maximum, radix searches of the nucleus' lowest logit, walk to the draw.
// Out of the nucleus fall tokens below `min_p` of the likeliest token's mass. `top_k` 0 keeps all.
// uses: finite

struct Params { offset: u32, vocab: u32, inverse_temperature: f32, top_p: f32, draw: f32, top_k: u32, min_p: f32 }

@group(0) @binding(0) var<storage, read> logits: array<Real>;      // [≥ offset + vocab]
@group(0) @binding(1) var<storage, read_write> found: array<u32>;  // [4]: token, bits of its probability (f32), non-finite logits, nucleus size
@group(1) @binding(0) var<uniform> params: Params;

const LOWEST = -3.4028234e38;
const LOWEST_EXPONENT = -104.0;  // e^-104 is 0 in f32; the clamp keeps −∞ out of exp
const DIGIT_BITS = 3u;           // of the radix search; 8 buckets a lane fill 8 KiB of workgroup memory
const DIGITS = 8u;

var<workgroup> masses: array<array<f32, DIGITS>, LANES>;
var<workgroup> maxima: array<f32, LANES>;
var<workgroup> bad_count: atomic<u32>;
var<workgroup> nucleus_size: atomic<u32>;
var<workgroup> threshold: u32;   // ordered bits of the lowest logit that is searched
var<workgroup> mass_above: f32;  // sum of all logits above the range that is being searched
var<workgroup> mass_wanted: f32;
var<workgroup> owner: u32;       // the lane whose chunk holds the drawn token
var<workgroup> owner_start: f32; // mass before that chunk

// Maps floats to unsigned integers in the same order; −0 equals 0.
fn ordered(value: f32) -> u32 {
  let bits = select(bitcast<u32>(value), 0u, value == 0.0);
  return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}

// The mass of a logit, where the likeliest token's is 1.
fn mass_of(logit: f32, highest: f32) -> f32 {
  return exp(max((logit - highest) * params.inverse_temperature, LOWEST_EXPONENT));
}

fn nucleus_mass(i: u32, highest: f32, lowest: u32) -> f32 {
  let logit = f32(logits[params.offset + i]);
  if (!is_finite(logit) || ordered(logit) < lowest) { return 0.0; }
  let mass = mass_of(logit, highest);
  return select(mass, 0.0, mass < params.min_p);
}

// Sets `threshold` to the lowest logit, as ordered bits, that belongs to the likeliest tokens whose sizes reach `top_k`
// (a token counts 1) or `top_p` of all (a token counts its mass). Tokens below `floor` count nothing. Digit by digit from
// the top: the range that is searched narrows eightfold, and the first bucket from above in which the sum reaches what is
// wanted holds the logit. Tokens tied with it belong to the likeliest too.
fn find_threshold(lane: u32, highest: f32, is_count: bool, floor: u32) {
  if (lane == 0u) {
    threshold = 0u;
    mass_above = 0.0;
  }
  workgroupBarrier();
  var known = 0u;  // mask of the digits already found
  for (var shift = 30i; shift >= 0i; shift -= i32(DIGIT_BITS)) {
    var buckets = array<f32, DIGITS>();
    for (var i = lane; i < params.vocab; i += LANES) {
      let logit = f32(logits[params.offset + i]);
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
        var total = 0.0;
        for (var d = DIGITS; d > 0u; d--) { total += masses[0][d - 1u]; }
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
  var most = LOWEST;
  var bad = 0u;
  for (var i = lane; i < params.vocab; i += LANES) {
    let logit = f32(logits[params.offset + i]);
    if (is_finite(logit)) { most = max(most, logit); } else { bad += 1u; }
  }
  if (bad > 0u) { atomicAdd(&bad_count, bad); }
  maxima[lane] = most;
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { maxima[lane] = max(maxima[lane], maxima[lane + stride]); }
    workgroupBarrier();
  }
  let highest = maxima[0];

  // The conditions are uniform, so the barriers stay legal.
  var lowest = 0u;
  if (params.top_k > 0u) {
    find_threshold(lane, highest, true, 0u);
    lowest = threshold;
    workgroupBarrier();  // before the next search begins anew
  }
  if (params.top_p < 1.0) {
    find_threshold(lane, highest, false, lowest);
    lowest = max(lowest, threshold);
  }

  // Each lane sums a run of neighbours, so that the draw walks the nucleus in the order of token ids.
  let run = (params.vocab + LANES - 1u) / LANES;
  let first = min(lane * run, params.vocab);
  let end = min(first + run, params.vocab);
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
    token = i;
    token_mass = mass;
    reached += mass;
  }
  found[0] = token;
  found[1] = bitcast<u32>(select(0.0, token_mass / masses[0][1], token_mass > 0.0));
  found[2] = atomicLoad(&bad_count);
  found[3] = atomicLoad(&nucleus_size);
}
