// Clusters by density peaks (DPC-kNN), as SparseVLM's code merges what it drops: a centre has many near neighbours and lies far
// from whatever is denser. Ties, which the code breaks by noise, go to the lower index. It runs on the CPU, because a cut merges
// few rows and then waits for them anyway; kernels/density-peaks.ts clusters all rows of a video on the GPU, for PruneVid. They
// share no code: here a density is made of as many neighbours as there are clusters, there of seven.

/**
 * Returns the members of `count` clusters of the points, the likeliest centre's first. Members ascend, but the centre leads.
 * `distances` is [points, points]; a point's density is made of its `count` nearest, itself among them.
 */
export function densityPeaksOnCpu(distances: Float32Array, count: number): number[][] {
  const points = Math.round(Math.sqrt(distances.length));
  const row = (i: number): Float32Array => distances.subarray(i * points, (i + 1) * points);
  const densities = Array.from({ length: points }, (_, i) => {
    const nearest = row(i).toSorted().subarray(0, count);
    return Math.exp(-nearest.reduce((sum, d) => sum + d * d, 0) / nearest.length);
  });
  const farthest = distances.reduce((most, distance) => Math.max(most, distance), 0);
  const scores = densities.map((density, i) => {
    let apart = farthest;
    for (const [j, distance] of row(i).entries()) {
      if ((densities[j] ?? 0) > density && distance < apart) apart = distance;
    }
    return apart * density;
  });
  const centres = [...scores.keys()]
    .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, count);
  const clusters = centres.map((centre) => [centre]);
  const isCentre = new Set(centres);
  for (let i = 0; i < points; i++) {
    if (isCentre.has(i)) continue;
    let best = 0;
    for (const [c, centre] of centres.entries()) {
      if ((row(centre)[i] ?? 0) < (row(centres[best] ?? 0)[i] ?? 0)) best = c;
    }
    clusters[best]?.push(i);
  }
  return clusters;
}
