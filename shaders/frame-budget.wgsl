// σ = softmax(u/τ), r_t = R(1 + σ_t − 1/T), k_t = r_t·N rounded by ROUNDING, offsets = running sum of k.
// One workgroup owns the video; lane i owns the frames i, i + LANES, …

override LANES: u32 = 64;      // a power of two
override ROUNDING: u32 = 2;    // 0: up; 1: to nearest, half to even; 2: by largest remainder, so that Σ k_t = kept

// Quotas are r_t·N. Their constant part is split on the CPU, in f64, into whole and fraction, for a saturated
// softmax (σ = 0: R·N·(1 − 1/T)) and for a uniform one (R·N): in f32 an integer quota would else round up or down
// by chance.
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
@group(0) @binding(3) var<storage, read_write> offsets: array<u32>;   // [frames + 1]
@group(1) @binding(0) var<uniform> params: Params;

struct Quota { whole: i32, fraction: f32, sigma: f32 }

var<workgroup> floats: array<f32, LANES>;
var<workgroup> integers: array<i32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  let tokens = i32(params.tokens);
  var own_highest = -3.4e38;
  for (var t = lane; t < params.frames; t += LANES) { own_highest = max(own_highest, uniqueness[t]); }
  let highest = max_of_lanes(own_highest, lane);
  var own_sum = 0.0;
  for (var t = lane; t < params.frames; t += LANES) { own_sum += weight(t, highest); }
  let sum = sum_of_lanes(own_sum, lane);

  for (var t = lane; t < params.frames; t += LANES) {
    let share = params.retention * (1.0 + weight(t, highest) / sum - 1.0 / f32(params.frames));
    shares[t] = select(min(share, 1.0), 1.0, params.retention >= 1.0);
  }

  if (ROUNDING == 2u) {
    // The quotas' whole parts, all moved by one shift and clamped, hold at most `kept` tokens: the largest such shift.
    // It is 0 or 1 until a clamp bites; then the frames that can still move make up for those that cannot.
    let least = select(0, 1, params.kept >= params.frames);
    var low = -2 * tokens - 1;   // holds at most `kept`
    var high = tokens + 1;       // holds more, or everything
    for (var halving = 0u; halving < 34u - countLeadingZeros(params.tokens); halving++) {
      let shift = (low + high) >> 1u;
      let held = held_by(shift, least, highest, sum, lane);
      if (held <= i32(params.kept)) { low = shift; } else { high = shift; }
    }
    let left = i32(params.kept) - held_by(low, least, highest, sum, lane);
    for (var t = lane; t < params.frames; t += LANES) {
      let own = quota(t, highest, sum);
      let base = clamp(own.whole + low, least, tokens);
      budgets[t] = u32(base);
      if (!can_grow(own, low, least)) { continue; }
      // Those that can grow by one do so in the order of their remainders, then of their shares, then of time.
      var before = 0;
      for (var other = 0u; other < params.frames; other++) {
        let its = quota(other, highest, sum);
        if (can_grow(its, low, least) && comes_before(its, other, own, t)) { before++; }
      }
      budgets[t] = u32(base + select(0, 1, before < left));
    }
  } else {
    for (var t = lane; t < params.frames; t += LANES) {
      var wanted = 0.0;
      if (ROUNDING == 0u) {
        let own = quota(t, highest, sum);
        wanted = f32(own.whole) + ceil(own.fraction);
      } else {
        wanted = half_to_even(shares[t] * f32(params.tokens));
      }
      budgets[t] = clamp(u32(max(wanted, 0.0)), 1u, params.tokens);
    }
  }

  storageBarrier();
  if (lane != 0u) { return; }
  var offset = 0u;
  for (var t = 0u; t < params.frames; t++) {
    if (params.retention >= 1.0) { budgets[t] = params.tokens; }  // all of it is all of it
    offsets[t] = offset;
    offset += budgets[t];
  }
  offsets[params.frames] = offset;
}

fn weight(t: u32, highest: f32) -> f32 {
  return exp((uniqueness[t] - highest) / params.temperature);
}

fn quota(t: u32, highest: f32, sum: f32) -> Quota {
  let sigma = weight(t, highest) / sum;
  // Equal frames: what f32 makes of 1/T must not tip an integer quota.
  if (abs(sigma * f32(params.frames) - 1.0) < 1e-6) {
    return Quota(i32(params.even_whole), params.even_fraction, sigma);
  }
  let moved = params.idle_fraction + params.retention * f32(params.tokens) * sigma;
  let whole = floor(moved);
  return Quota(i32(params.idle_whole) + i32(whole), moved - whole, sigma);
}

fn held_by(shift: i32, least: i32, highest: f32, sum: f32, lane: u32) -> i32 {
  var own = 0;
  for (var t = lane; t < params.frames; t += LANES) {
    own += clamp(quota(t, highest, sum).whole + shift, least, i32(params.tokens));
  }
  return integer_sum_of_lanes(own, lane);
}

fn can_grow(own: Quota, shift: i32, least: i32) -> bool {
  let base = own.whole + shift;
  return base >= least && base < i32(params.tokens);
}

fn comes_before(a: Quota, a_index: u32, b: Quota, b_index: u32) -> bool {
  if (a.fraction != b.fraction) { return a.fraction > b.fraction; }
  if (a.sigma != b.sigma) { return a.sigma > b.sigma; }
  return a_index < b_index;
}

// Not the built-in round: drivers differ on halves.
fn half_to_even(value: f32) -> f32 {
  let whole = floor(value);
  let rest = value - whole;
  let is_odd = (u32(whole) & 1u) == 1u;
  return whole + select(0.0, 1.0, rest > 0.5 || (rest == 0.5 && is_odd));
}

fn max_of_lanes(value: f32, lane: u32) -> f32 {
  floats[lane] = value;
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { floats[lane] = max(floats[lane], floats[lane + stride]); }
    workgroupBarrier();
  }
  let result = floats[0];
  workgroupBarrier();  // before anybody writes again
  return result;
}

fn sum_of_lanes(value: f32, lane: u32) -> f32 {
  floats[lane] = value;
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { floats[lane] += floats[lane + stride]; }
    workgroupBarrier();
  }
  let result = floats[0];
  workgroupBarrier();
  return result;
}

fn integer_sum_of_lanes(value: i32, lane: u32) -> i32 {
  integers[lane] = value;
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { integers[lane] += integers[lane + stride]; }
    workgroupBarrier();
  }
  let result = integers[0];
  workgroupBarrier();
  return result;
}
