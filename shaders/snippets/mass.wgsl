// The mass of a logit in a softmax of which the likeliest token's is 1, and floats as integers of the same order. Reads
// `params.inverse_temperature`.

const LOWEST = -3.4028234e38;
const LOWEST_EXPONENT = -104.0;  // e^-104 is 0 in f32; the clamp keeps −∞ out of exp

fn mass_of(logit: f32, highest: f32) -> f32 {
  return exp(max((logit - highest) * params.inverse_temperature, LOWEST_EXPONENT));
}

// Maps floats to unsigned integers in the same order; −0 equals 0.
fn ordered(value: f32) -> u32 {
  let bits = select(bitcast<u32>(value), 0u, value == 0.0);
  return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}
