// Runs a model with all rewrites and without some of them, or whole and cut, in turn in one page, so that small differences
// show even on a busy machine.

import { must } from "../../../src/base/assert.ts";
import { REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import type { Lab } from "../browser/lab.ts";
import type { RewritesLoad, RewritesRun, RewritesRunArgs } from "../page/bench-rewrites.ts";
import { createClocks, type Timed } from "./clocks.ts";
import { costLine, part } from "./costs.ts";
import { type Variant, VARIANTS } from "./folder-rewrites.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";

export const PARTS = ["frame", "rows", "steps"] as const satisfies RewritesRunArgs["part"][];
type Part = (typeof PARTS)[number];

export interface TurnsOptions {
  readonly model: { readonly id: string; readonly url: string };
  readonly precision: string | null;
  /** The variants; the others are compared with the first. */
  readonly variants: readonly Variant[];
  readonly parts: readonly Part[];
  /** The rows of a prefill. */
  readonly rows: number;
  readonly steps: number;
  readonly repeats: number;
  readonly note: (text: string) => void;
}

export interface Turns extends RewritesLoad {
  readonly variants: readonly Variant[];
  /** The runs by round, then by variant; one run for each part that was asked for. */
  readonly rounds: readonly (readonly Partial<Record<Part, Timed<RewritesRun>>>[])[];
}

/** Returns all rewrites first, then for each of `without` a variant that leaves it out. */
export const variantsWithout = (without: readonly string[]): Variant[] =>
  VARIANTS.filter(({ rewrites }) => {
    const left = REWRITE_NAMES.filter((name) => !rewrites.includes(name));
    return left.length === 0 || (left.length === 1 && without.includes(left[0] ?? ""));
  });

/** Returns the whole decoder first, then one that is cut before each of these lists of layers. */
export const variantsCut = (lists: readonly (readonly number[])[]): Variant[] => [
  { name: "whole", rewrites: REWRITE_NAMES },
  ...lists.map((cuts) => ({
    name: `cut before ${cuts.join(", ")}`,
    rewrites: REWRITE_NAMES,
    cuts,
  })),
];

/** Measures all rounds; the first compiles pipelines and is not kept. */
export async function measureTurns(lab: Lab, options: TurnsOptions): Promise<Turns> {
  const { model, precision, variants, parts, rows, steps, repeats, note } = options;
  const clocks = await createClocks(lab);
  note(`Loading ${model.id}: ${variants.map(({ name }) => name).join(", ")} …`);
  const load = await lab.call("benchRewritesLoad", {
    ...model,
    precision,
    variants: variants.map(({ rewrites, cuts }) => ({ rewrites, cuts })),
  });
  const counts: Readonly<Record<Part, number>> = { frame: 1, rows, steps };
  const rounds: Partial<Record<Part, Timed<RewritesRun>>>[][] = [];
  for (let round = 0; round <= repeats; round++) {
    const runs = variants.map((): Partial<Record<Part, Timed<RewritesRun>>> => ({}));
    for (const each of parts) {
      for (const [variant, run] of runs.entries()) {
        const args = { variant, part: each, count: counts[each] };
        run[each] = await clocks.time([], () => lab.call("benchRewritesRun", args));
      }
    }
    if (round > 0) rounds.push(runs);
    note(`${model.id}: round ${round} of ${repeats}`);
  }
  await lab.call("benchRewritesEnd");
  return { ...load, variants, rounds };
}

/** Compares the GPU memory after loading of the first variant with that of each other one. */
export const memoryLines = (
  { variants, liveBytes }: Turns,
  names: (variant: string) => string,
): BenchLine[] =>
  variants.slice(1).map(({ name }, i) => {
    const [first, other] = [must(liveBytes[0], "bytes"), must(liveBytes[i + 1], "bytes")];
    return line(
      names(name),
      first / other,
      null,
      "ratio",
      `${megabytes(first, 1)} to ${megabytes(other, 1)}`,
    );
  });

/** Compares each part's time in the first variant with that in each other one; `names` are for people. */
export function turnsLines(
  { variants, rounds, isSoftware }: Turns,
  names: (part: Part, variant: string) => string,
): BenchLine[] {
  const [first] = rounds;
  return variants.slice(1).flatMap(({ name }, i) =>
    PARTS.filter((each) => first?.[0]?.[each] !== undefined).map((each) => {
      const cost = (run: Timed<RewritesRun>) => ({
        wall: run.value.ms / 1000,
        cpu: part(run, 0),
      });
      const runs = rounds.map((round) => ({
        got: must(round[0]?.[each], "a run"),
        of: must(round[i + 1]?.[each], "a run"),
      }));
      const [{ got, of }] = [must(runs[0], "a round")];
      const detail = `${got.value.dispatches} shaders started to ${of.value.dispatches}; median of ${rounds.length}`;
      const costs = runs.map((run) => ({ got: cost(run.got), of: cost(run.of) }));
      return costLine(names(each, name), costs, null, isSoftware, detail);
    }),
  );
}
