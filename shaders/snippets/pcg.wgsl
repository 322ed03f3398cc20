// PCG's output permutation (Jarzynski and Olano, JCGT 9(3), 2020): 32 bits that look random and depend on `value` only.

fn pcg(value: u32) -> u32 {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}
