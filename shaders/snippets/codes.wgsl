// How far apart two tokens are by their 128 bits (angle-codes): x, the share of the bits that differ, is their angle in half
// turns, and 1 − cosine of it is taken as 2x² (3 − 2x), which is within 0.02.

fn differing(a: vec4u, b: vec4u) -> u32 {
  let counts = countOneBits(a ^ b);
  return counts.x + counts.y + counts.z + counts.w;
}

fn turned(differing: vec4f) -> vec4f {
  let x = differing / 128.0;
  return 2.0 * x * x * (3.0 - 2.0 * x);
}
