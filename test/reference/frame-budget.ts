import type { Rounding } from "../../src/kernels/frame-budget.ts";

export interface FrameBudgetOptions {
  readonly tokens: number;
  readonly retention: number;
  readonly temperature: number;
  readonly rounding: Rounding;
}

/** σ, r, k as VidCom² writes them, in f64; `exact` by handing out single tokens, one after the other. */
export function frameBudgetReference(
  uniqueness: ArrayLike<number>,
  { tokens, retention, temperature, rounding }: FrameBudgetOptions,
) {
  const frames = uniqueness.length;
  const highest = Math.max(...Array.from(uniqueness));
  const weights = Float64Array.from(uniqueness, (u) => Math.exp((u - highest) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const sigma = weights.map((weight) => weight / sum);
  const ideal = sigma.map((share) => retention * (1 + share - 1 / frames));
  const retentions = ideal.map((share) => (retention === 1 ? 1 : Math.min(1, share)));
  return { sigma, retentions, budgets: budgetsOf() };

  function budgetsOf(): number[] {
    if (retention === 1) return Array.from({ length: frames }, () => tokens);
    // A millionth of a token is rounding of the sum, not a wish for one more.
    const quotas = Array.from(ideal, (share) => {
      const quota = share * tokens;
      return Math.abs(quota - Math.round(quota)) < 1e-12 * tokens ? Math.round(quota) : quota;
    });
    switch (rounding) {
      case "ceil":
        return quotas.map((quota) => Math.min(tokens, Math.max(1, Math.ceil(quota))));
      case "round":
        return Array.from(retentions, (share) => Math.max(1, halfToEven(share * tokens)));
      case "exact":
        return largestRemainder(quotas);
    }
  }

  function largestRemainder(quotas: readonly number[]): number[] {
    const kept = Math.max(1, Math.floor(retention * frames * tokens + 0.5 + 1e-9));
    const least = kept >= frames ? 1 : 0;
    const floors = quotas.map(Math.floor);
    const clamped = (shift: number) =>
      floors.map((floor) => Math.min(tokens, Math.max(least, floor + shift)));
    const total = (list: readonly number[]) => list.reduce((all, one) => all + one, 0);
    let shift = -2 * tokens - 1;
    while (shift < tokens && total(clamped(shift + 1)) <= kept) shift++;
    const budgets = clamped(shift);
    const more = clamped(shift + 1);
    const growable = budgets
      .map((_, t) => t)
      .filter((t) => more[t]! > budgets[t]!)
      .sort((a, b) => rest(b) - rest(a) || sigma[b]! - sigma[a]! || a - b);
    for (const t of growable.slice(0, kept - total(budgets))) budgets[t]! += 1;
    return budgets;

    function rest(t: number): number {
      return quotas[t]! - floors[t]!;
    }
  }
}

function halfToEven(value: number): number {
  const whole = Math.floor(value);
  const rest = value - whole;
  if (rest !== 0.5) return Math.round(value);
  return whole % 2 === 0 ? whole : whole + 1;
}
