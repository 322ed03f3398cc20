// The bench's lines: what was measured, what was wanted, whether it holds. Pure.

export interface BenchLine {
  readonly name: string;
  readonly got: number;
  /** Null: reported, not judged. */
  readonly wanted: number | null;
  readonly unit: "ratio" | "count" | "kB";
  readonly passed: boolean;
  /** In words: what the ratio is of. */
  readonly detail: string;
}

export function line(
  name: string,
  got: number,
  wanted: number | null,
  unit: BenchLine["unit"],
  detail: string,
): BenchLine {
  return { name, got, wanted, unit, passed: wanted === null || got <= wanted, detail };
}

/** @throws when there is nothing to take it of. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error("median of nothing");
  return (low + high) / 2;
}

export function lineCells({ name, got, wanted, unit, passed, detail }: BenchLine): string[] {
  const show = (value: number): string =>
    unit === "ratio"
      ? value.toFixed(3)
      : unit === "kB"
        ? `${value.toFixed(1)} kB`
        : String(Math.round(value));
  const verdict = wanted === null ? "" : passed ? "pass" : "FAIL";
  return [name, show(got), wanted === null ? "" : `≤ ${show(wanted)}`, verdict, detail];
}
