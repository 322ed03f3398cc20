// Encodes the same pixels whole and in part, in turn in one page, so often that a difference of some hundredths shows on a busy
// machine: a round is one run of each side, and the ratios of the rounds give the interval.

import type { StaticSettings } from "../../../src/engine/api.ts";
import type { Lab } from "../browser/lab.ts";
import type { EncodedClip } from "../page/encoded-clips.ts";
import type { PixelsLoadArgs, PixelsRun } from "../page/bench-pixels.ts";
import { createClocks, type Timed } from "./clocks.ts";
import { type Cost, part } from "./costs.ts";

export interface PixelsTurnsOptions {
  readonly load: PixelsLoadArgs;
  readonly still: StaticSettings;
  readonly rounds: number;
  readonly note: (text: string) => void;
}

/** A clip's rounds. */
export interface PixelsTurns {
  readonly clip: EncodedClip;
  readonly count: PixelsRun["count"];
  /** How often the clip was encoded in a run. */
  readonly passes: number;
  readonly rounds: readonly { readonly got: Cost; readonly of: Cost }[];
}

/** A run should last so long that the browser's clock of processor time, of 10 ms, does not matter. */
const RUN_MS = 800;
const MOST_PASSES = 50;

/** Measures all rounds; the first ones compile pipelines and are not kept. */
export async function measurePixels(
  lab: Lab,
  { load, still, rounds, note }: PixelsTurnsOptions,
): Promise<{ readonly isSoftware: boolean; readonly turns: readonly PixelsTurns[] }> {
  const clocks = await createClocks(lab);
  const { isSoftware } = await lab.call("benchPixelsLoad", load);
  const turns: PixelsTurns[] = [];
  for (const [i, clip] of load.clips.entries()) {
    const run = (isPart: boolean, passes: number): Promise<Timed<PixelsRun>> =>
      clocks.time([], () =>
        lab.call("benchPixelsRun", { clip: i, still: isPart ? still : null, passes }),
      );
    const { value: warm } = await run(true, 1);
    await run(false, 1);
    const { value: once } = await run(false, 1);
    const passes = Math.min(MOST_PASSES, Math.ceil(RUN_MS / once.ms));
    const made: { got: Cost; of: Cost }[] = [];
    for (let round = 0; round < rounds; round++) {
      const isFirst = round % 2 === 0; // who begins changes from round to round
      const one = await run(isFirst, passes);
      const other = await run(!isFirst, passes);
      const [got, of] = isFirst ? [one, other] : [other, one];
      made.push({ got: costOf(got), of: costOf(of) });
    }
    turns.push({ clip, count: warm.count, passes, rounds: made });
    note(`Encoded ${clip}, ${rounds} rounds of ${passes}`);
  }
  return { isSoftware, turns };
}

const costOf = (run: Timed<PixelsRun>): Cost => ({ wall: run.value.ms / 1000, cpu: part(run, 0) });
