import { dot, unitRows } from "./nearest-other.ts";

/** V-CAST in f64: the tokens that it keeps when `kept` are asked for, ascending; it keeps at least one a frame. */
export function vcastReference(
  data: ArrayLike<number>,
  frames: number,
  tokens: number,
  kept: number,
): number[] {
  const width = data.length / frames / tokens;
  const means = Array.from({ length: frames }, (_, t) =>
    Float64Array.from({ length: width }, (_, c) => {
      let sum = 0;
      for (let n = 0; n < tokens; n++) sum += data[(t * tokens + n) * width + c]!;
      return sum / tokens;
    }),
  );
  const units = means.map((mean) => unitRows(mean, width)[0]!);
  const length = (row: Float64Array) => Math.sqrt(dot(row, row));
  const curvatures = units.map((own, t) => {
    const [before, after] = [units[t - 1], units[t + 1]];
    if (before === undefined || after === undefined) return 1;
    const stepIn = own.map((value, c) => value - before[c]!);
    const stepOut = after.map((value, c) => value - own[c]!);
    const norms = Math.max(length(stepIn), 1e-6) * Math.max(length(stepOut), 1e-6);
    return 1 - dot(stepIn, stepOut) / norms;
  });
  const budgets = budgetsOf(curvatures, tokens, Math.max(kept, frames));
  return units.flatMap((mean, t) => {
    const rows = Array.from({ length: tokens }, (_, n) =>
      Float64Array.from({ length: width }, (_, c) => data[(t * tokens + n) * width + c]!),
    );
    const norms = rows.map(length);
    const [least, greatest] = [Math.min(...norms), Math.max(...norms)];
    const scores = rows.map(
      (row, n) =>
        1 -
        dot(row, mean) / Math.max(norms[n]!, 1e-6) +
        (norms[n]! - least) / (greatest - least + 1e-6),
    );
    const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
    const picks = order.slice(0, budgets[t]).sort((a, b) => a - b);
    return picks.map((n) => t * tokens + n);
  });
}

/** How many of `kept` tokens each frame keeps. */
export function budgetsOf(curvatures: readonly number[], tokens: number, kept: number): number[] {
  const powers = curvatures.map((curvature) => Math.exp(curvature / 0.7));
  const all = powers.reduce((sum, power) => sum + power, 0);
  const parts = powers.map((power) => (power / all) * (kept - curvatures.length));
  // A part this near to the next whole number is that number.
  const wholes = parts.map((part) => Math.floor(part + 1e-4));
  const budgets = wholes.map((whole) => Math.min(tokens, 1 + whole));
  let left = kept - budgets.reduce((sum, budget) => sum + budget, 0);
  const byFraction = parts
    .map((part, t) => ({ t, fraction: Math.max(0, part - wholes[t]!) }))
    .sort((a, b) => b.fraction - a.fraction || a.t - b.t);
  for (const { t } of byFraction) {
    const more = Math.min(left, tokens - budgets[t]!);
    budgets[t]! += more;
    left -= more;
  }
  return budgets;
}
