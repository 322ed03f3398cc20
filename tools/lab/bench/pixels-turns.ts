// Encodes the same pixels whole and in part, in turn in one page, so often that a difference of some hundredths shows on a busy
// machine: a round is one run of each side, and the ratios of the rounds give the interval.

import type { GraphRuntime, StaticSettings } from "../../../src/engine/api.ts";
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

/** What a run took. */
export interface PixelsCost extends Cost {
  /** The processor seconds of the page's own thread, in which graphs on the processor run; null where the browser tells none. */
  readonly thread: number | null;
}

/** The rounds of a kind of clips. */
export interface PixelsTurns {
  readonly clip: EncodedClip;
  readonly count: PixelsRun["count"];
  /** How often the clips were encoded in a run. */
  readonly passes: number;
  readonly rounds: readonly { readonly got: PixelsCost; readonly of: PixelsCost }[];
}

export interface MeasuredPixels {
  readonly isSoftware: boolean;
  /** Where the graphs ran. */
  readonly runtime: GraphRuntime;
  readonly turns: readonly PixelsTurns[];
}

/** A run should last so long that the browser's clock of processor time, of 10 ms, does not matter. */
const RUN_MS = 800;
const MOST_PASSES = 50;

/** Measures all rounds; the first ones compile pipelines and are not kept. */
export async function measurePixels(
  lab: Lab,
  { load, still, rounds, note }: PixelsTurnsOptions,
): Promise<MeasuredPixels> {
  const clocks = await createClocks(lab);
  const threadSeconds = await createThreadClock(lab);
  const loaded = await lab.call("benchPixelsLoad", load);
  const turns: PixelsTurns[] = [];
  for (const clip of new Set(load.clips)) {
    const run = async (isPart: boolean, passes: number) => {
      const before = await threadSeconds();
      const args = { clip, still: isPart ? still : null, passes };
      const timed = await clocks.time([], () => lab.call("benchPixelsRun", args));
      const after = await threadSeconds();
      return { ...timed, thread: before === null || after === null ? null : after - before };
    };
    const { value: warm } = await run(true, 1);
    await run(false, 1);
    const { value: once } = await run(false, 1);
    const passes = Math.min(MOST_PASSES, Math.ceil(RUN_MS / once.ms));
    const made: { got: PixelsCost; of: PixelsCost }[] = [];
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
  return { ...loaded, turns };
}

const costOf = (run: Timed<PixelsRun> & Pick<PixelsCost, "thread">): PixelsCost => ({
  wall: run.value.ms / 1000,
  cpu: part(run, 0),
  thread: run.thread,
});

/** Returns what tells the processor seconds of the page's own thread; others on the machine hardly change those. */
async function createThreadClock({ page }: Lab): Promise<() => Promise<number | null>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ThreadTime")?.value ?? null;
  };
}
