import type { InsideDecoder } from "./decoder.ts";

/** What DyCoke's second stage looks at. */
export interface StepRuleReference {
  readonly layer: number;
  /** Of the visual rows but the last, which is always looked at. */
  readonly keep: number;
  readonly likeness: number;
}

/**
 * The reference decoder with DyCoke's second stage: rows behind the prompt look, from a layer on, at the visual rows that they
 * look at most in the layer before, unless that is nearly what the row before looked at. `chosen` are the tokens of the last row
 * that chose.
 */
export function dycokeStepsReference(prompt: number, { layer, keep, likeness }: StepRuleReference) {
  let chosen: number[] = [];
  let choices = 0;
  const inside = (tokens: readonly number[]): InsideDecoder => {
    const visual = tokens.flatMap((token, row) => (token === -1 ? [] : [row]));
    const rated = visual.slice(0, -1);
    const leftOut = new Map<number, ReadonlySet<number>>();
    return {
      see(at, map) {
        if (at !== layer - 1) return;
        let before: readonly number[] | null = null;
        for (let row = prompt; row < tokens.length; row++) {
          const now = rated.map(
            (place) => map[row]!.reduce((sum, head) => sum + head[place]!, 0) / map[row]!.length,
          );
          const alike = before === null ? 0 : cosineOf(now, before);
          before = now;
          if (alike >= likeness) continue;
          const best = [...rated.keys()]
            .toSorted((a, b) => now[b]! - now[a]! || a - b)
            .slice(0, keep);
          const kept = new Set([...best.map((i) => rated[i]!), visual.at(-1)!]);
          leftOut.set(row, new Set(visual.filter((place) => !kept.has(place))));
          chosen = visual.filter((place) => kept.has(place)).map((place) => tokens[place]!);
          choices += 1;
        }
      },
      looks: (at, row, place) => at < layer || leftOut.get(row)?.has(place) !== true,
    };
  };
  return { inside, chosen: () => chosen, choices: () => choices };
}

function cosineOf(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
