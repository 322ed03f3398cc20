export interface SampleReference {
  readonly token: number;
  /** Probability of each token inside the nucleus; 0 outside. [V] */
  readonly probabilities: Float64Array;
  /** Mass, as a share of everything, that the nucleus holds; at least top-p. */
  readonly nucleusMass: number;
  /** The same without the nucleus' lowest logit; below top-p. */
  readonly massAbove: number;
}

/**
 * Temperature, top-k, top-p and min-p by a full sort, f64: of the `topK` likeliest tokens those until their mass reaches
 * `topP`, ties with the last included, without those below `minP` of the likeliest; the first token in the order of ids
 * whose running sum exceeds `uniform`.
 */
export function sampleReference(
  logits: Float32Array | Float64Array,
  {
    temperature,
    topK = 0,
    topP,
    minP = 0,
    uniform,
  }: { temperature: number; topK?: number; topP: number; minP?: number; uniform: number },
): SampleReference {
  const sorted = Float64Array.from(logits).sort().reverse();
  const [highest = -Infinity] = sorted;
  const floor = topK === 0 ? -Infinity : sorted[Math.min(topK, sorted.length) - 1]!;
  const massOf = (logit: number): number =>
    logit < floor ? 0 : Math.exp((logit - highest) / temperature);
  const masses = Float64Array.from(logits, massOf);
  const total = masses.reduce((sum, mass) => sum + mass, 0);

  let lowest = -Infinity;
  let reached = 0;
  let above = 0;
  for (const logit of sorted) {
    if (logit !== lowest) {
      if (topP < 1 && reached >= topP * total) break;
      lowest = logit;
      above = reached;
    }
    reached += massOf(logit);
  }

  const kept = masses.map((mass, i) => (logits[i]! >= lowest && mass >= minP ? mass : 0));
  const keptMass = kept.reduce((sum, mass) => sum + mass, 0);
  const probabilities = kept.map((mass) => mass / keptMass);
  let token = 0;
  let running = 0;
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i] === 0) continue;
    token = i;
    running += probabilities[i]!;
    if (running > uniform) break;
  }
  return { token, probabilities, nucleusMass: reached / total, massAbove: above / total };
}
