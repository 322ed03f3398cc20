// The sum, or the greatest, of what all lanes of a workgroup hold, told to all of them; two numbers at a time. All lanes must
// call together. On devices with subgroups `reduce-subgroups` takes its place.

var<workgroup> held: array<vec2f, LANES>;

fn sum_of_lanes(lane: u32, value: vec2f) -> vec2f {
  workgroupBarrier();  // nobody reads the last result any more
  held[lane] = value;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { held[lane] += held[lane + half]; }
  }
  workgroupBarrier();
  return held[0];
}

fn most_of_lanes(lane: u32, value: vec2f) -> vec2f {
  workgroupBarrier();
  held[lane] = value;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { held[lane] = max(held[lane], held[lane + half]); }
  }
  workgroupBarrier();
  return held[0];
}
