// Whether a number is neither a NaN nor infinite. Tested on the bits, because a compiler may assume that no operand of a
// comparison is a NaN. A kernel tells a NaN by passing on the one that it met, or by NAN_BITS in an array<u32>.

const NAN_BITS = 0x7fc00000u;

fn is_finite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}
