/** DPC-kNN of points, in f64: the members of each cluster, its centre first, by falling score. */
export function densityPeaksReference(
  points: readonly (readonly number[])[],
  count: number,
): number[][] {
  const distance = (i: number, j: number): number =>
    Math.sqrt(points[i]!.reduce((sum, x, c) => sum + (x - points[j]![c]!) ** 2, 0)) /
    Math.sqrt(points[i]!.length);
  const all = points.map((_, i) => points.map((_, j) => distance(i, j)));
  const density = all.map((row) => {
    const nearest = row.toSorted((a, b) => a - b).slice(0, count);
    return Math.exp(-nearest.reduce((sum, d) => sum + d ** 2, 0) / count);
  });
  const largest = Math.max(...all.flat());
  const apart = all.map((row, i) =>
    Math.min(...row.map((d, j) => (density[j]! > density[i]! ? d : largest))),
  );
  const score = apart.map((d, i) => d * density[i]!);
  const centres = points
    .map((_, i) => i)
    .toSorted((a, b) => score[b]! - score[a]! || a - b)
    .slice(0, count);
  const nearest = points.map((_, i) => {
    if (centres.includes(i)) return centres.indexOf(i);
    const to = centres.map((centre) => all[centre]![i]!);
    return to.indexOf(Math.min(...to));
  });
  return centres.map((centre, c) => [
    centre,
    ...points.flatMap((_, i) => (i !== centre && nearest[i] === c ? [i] : [])),
  ]);
}
