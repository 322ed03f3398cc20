/** Multiples of 1/64 in [−2, 2), the same as `features` of test/golden/families/seeded.py. */
export function seededFeatures(count: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 24) / 64 - 2;
  });
}
