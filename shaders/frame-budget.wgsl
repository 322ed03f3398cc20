// σ = softmax(u/τ), r_t = R(1 + σ_t − 1/T), k_t = r_t·N rounded by ROUNDING.
// One lane owns one frame and looks at all the others itself: T² steps of little work, but no lane waits for another.
// uses: item

override ROUNDING: u32 = 2;    // 0: up; 1: to nearest, half to even; 2: by largest remainder, so that Σ k_t = kept

// Quotas are r_t·N. Their constant part is split on the CPU, in f64, into whole and fraction, for a saturated
// softmax (σ = 0: R·N·(1 − 1/T)) and for a uniform one (R·N); in f32, rounding errors would decide whether an integer
// quota rounds up or down.
struct Params {
  frames: u32,
  tokens: u32,
  kept: u32,
  retention: f32,
  temperature: f32,
  idle_whole: u32,
  idle_fraction: f32,
  even_whole: u32,
  even_fraction: f32,
}

@group(0) @binding(0) var<storage, read> uniqueness: array<f32>;      // [frames]
@group(0) @binding(1) var<storage, read_write> shares: array<f32>;    // [frames], r_t
@group(0) @binding(2) var<storage, read_write> budgets: array<u32>;   // [frames], k_t
@group(1) @binding(0) var<uniform> params: Params;

struct Softmax { highest: f32, sum: f32 }
struct Quota { whole: i32, fraction: f32, sigma: f32 }

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  if (params.retention >= 1.0) {  // every token is kept
    shares[frame] = 1.0;
    budgets[frame] = params.tokens;
    return;
  }

  var softmax = Softmax(uniqueness[0], 0.0);
  for (var t = 1u; t < params.frames; t++) { softmax.highest = max(softmax.highest, uniqueness[t]); }
  for (var t = 0u; t < params.frames; t++) { softmax.sum += weight(t, softmax.highest); }
  // The same order of operations as in the authors' code, in f32, since its rounding decides how halves round.
  let sigma = weight(frame, softmax.highest) / softmax.sum;
  let share = min(params.retention * (1.0 + sigma - 1.0 / f32(params.frames)), 1.0);
  shares[frame] = share;

  var budget = 0;
  if (ROUNDING == 0u) {
    let own = quota(frame, softmax);
    budget = max(own.whole + i32(ceil(own.fraction)), 1);
  } else if (ROUNDING == 1u) {
    budget = max(half_to_even(share * f32(params.tokens)), 1);
  } else {
    budget = exact(frame, softmax);
  }
  budgets[frame] = min(u32(budget), params.tokens);
}

// The quotas' whole parts, all moved by one shift and clamped to what a frame may keep, hold at most `kept` tokens for
// the largest such shift: 0, or as much as makes up for the frames that were clamped. What is still left goes, one
// each, to the frames that can grow, in the order of their remainders.
fn exact(frame: u32, softmax: Softmax) -> i32 {
  let kept = i32(params.kept);
  let least = select(0, 1, params.kept >= params.frames);
  var low = -2 * i32(params.tokens) - 1;   // holds at most `kept`, since a quota is below 2N
  var high = i32(params.tokens) + 1;
  while (high - low > 1) {
    let shift = (low + high) >> 1u;
    if (held_by(shift, least, softmax) <= kept) { low = shift; } else { high = shift; }
  }
  let own = quota(frame, softmax);
  let budget = clamp(own.whole + low, least, i32(params.tokens));
  if (!can_grow(own, low, least)) { return budget; }
  var before = 0;
  for (var t = 0u; t < params.frames; t++) {
    let other = quota(t, softmax);
    if (can_grow(other, low, least) && comes_before(other, t, own, frame)) { before++; }
  }
  return budget + select(0, 1, before < kept - held_by(low, least, softmax));
}

fn held_by(shift: i32, least: i32, softmax: Softmax) -> i32 {
  var held = 0;
  for (var t = 0u; t < params.frames; t++) {
    held += clamp(quota(t, softmax).whole + shift, least, i32(params.tokens));
  }
  return held;
}

fn can_grow(own: Quota, shift: i32, least: i32) -> bool {
  let budget = own.whole + shift;
  return budget >= least && budget < i32(params.tokens);
}

fn comes_before(a: Quota, a_index: u32, b: Quota, b_index: u32) -> bool {
  if (a.fraction != b.fraction) { return a.fraction > b.fraction; }
  if (a.sigma != b.sigma) { return a.sigma > b.sigma; }
  return a_index < b_index;
}

fn weight(t: u32, highest: f32) -> f32 {
  return exp((uniqueness[t] - highest) / params.temperature);
}

fn quota(t: u32, softmax: Softmax) -> Quota {
  let sigma = weight(t, softmax.highest) / softmax.sum;
  // Frames are equal: the rounding of 1/T in f32 must not change an integer quota.
  if (abs(sigma * f32(params.frames) - 1.0) < 1e-6) {
    return Quota(i32(params.even_whole), params.even_fraction, sigma);
  }
  let moved = params.idle_fraction + params.retention * f32(params.tokens) * sigma;
  let whole = floor(moved);
  return Quota(i32(params.idle_whole) + i32(whole), moved - whole, sigma);
}

// Used instead of the built-in round, on whose halves drivers differ.
fn half_to_even(value: f32) -> i32 {
  let whole = floor(value);
  let rest = value - whole;
  let is_odd = (i32(whole) & 1) == 1;
  return i32(whole) + select(0, 1, rest > 0.5 || (rest == 0.5 && is_odd));
}
