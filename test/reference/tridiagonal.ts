/** The eigenvalues of a symmetric matrix, ascending: Jacobi's rotations, one pair after another, until nothing is left. */
export function eigenvaluesReference(matrix: ArrayLike<number>): Float64Array {
  const a = Float64Array.from(matrix);
  const side = Math.sqrt(a.length);
  for (let sweep = 0; sweep < 60; sweep++) {
    let rest = 0;
    for (let p = 0; p < side; p++) {
      for (let q = p + 1; q < side; q++) rest = Math.max(rest, Math.abs(a[p * side + q]!));
    }
    if (rest < 1e-15) break;
    for (let p = 0; p < side; p++) {
      for (let q = p + 1; q < side; q++) rotate(a, side, p, q);
    }
  }
  return Float64Array.from({ length: side }, (_, i) => a[i * side + i]!).toSorted();
}

function rotate(a: Float64Array, side: number, p: number, q: number): void {
  const between = a[p * side + q]!;
  if (between === 0) return;
  const theta = (a[q * side + q]! - a[p * side + p]!) / (2 * between);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < side; k++) {
    const [kp, kq] = [a[k * side + p]!, a[k * side + q]!];
    a[k * side + p] = c * kp - s * kq;
    a[k * side + q] = s * kp + c * kq;
  }
  for (let k = 0; k < side; k++) {
    const [pk, qk] = [a[p * side + k]!, a[q * side + k]!];
    a[p * side + k] = c * pk - s * qk;
    a[q * side + k] = s * pk + c * qk;
  }
}
