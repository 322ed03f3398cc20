// npm run bench -- soak: a long stay in one page, after which it must hold no more than before.

import type { Lab } from "../browser/lab.ts";
import { chooseModel, EMBEDDED_MODEL } from "../cli/model.ts";
import { number, or, readOptionsOnly, whole } from "../cli/options.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withModel } from "../cli/with-lab.ts";
import type { SoakState } from "../page/bench-soak.ts";
import { textTable } from "../../../src/evaluation/table.ts";
import { heapBytes } from "./heap.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";
import { SOAK_FLAGS } from "./measure.ts";
import { benchOptions, createReport } from "./report.ts";

export const SOAK_HELP = `With soak:
  --questions N       (default 1000)
  --videos N          (default 20); of each lap's videos the last is read whole, saved, and opened again
  --switches N        of the model, each of which ends a lap (default 5)
  --lose-every N      the device is lost before every so many questions (default 50)
`;

const OPTIONS = {
  questions: or(number(whole(12, 100_000)), 1_000),
  videos: or(number(whole(2, 1_000)), 20),
  switches: or(number(whole(1, 100)), 5),
  "lose-every": or(number(whole(1, 100_000)), 50),
  ...benchOptions("bench-soak.json"),
};

/** What the page holds after a lap. */
export interface SoakPoint extends SoakState {
  readonly questions: number;
  readonly heapBytes: number;
  /** The GPU buffers that live, and their bytes. */
  readonly liveBuffers: number;
  readonly liveBufferBytes: number;
  readonly workers: number;
}

/**
 * The heap may rise by what V8 itself learns of the code. That takes it about 600 questions, after which the heap stays (RESULTS.md),
 * so it is judged from the middle of the stay on.
 */
const HEAP_WANTED = 1.01;

export async function runSoak(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("bench soak", args, OPTIONS);
  const { switches, timeout: quietSec } = given;
  const laps = planLaps(given.questions, given.videos, switches + 1);
  const chosen = chooseModel(EMBEDDED_MODEL);
  const options = { chosen, quietSec, flags: SOAK_FLAGS };
  return withModel(context, options, async ({ lab, url, model, adapter }) => {
    const points: SoakPoint[] = [];
    for (const [i, { videos, first, perVideo }] of laps.entries()) {
      // Another name is another model to the engine.
      const named = { id: i % 2 === 0 ? model.id : `${model.id}-again`, url };
      const state = await lab.call("benchSoakLap", {
        model: named,
        videos,
        first,
        perVideo,
        loseEvery: given["lose-every"],
      });
      points.push({
        ...state,
        questions: first + videos.length * perVideo,
        ...(await heldBytes(lab)),
        workers: lab.page.workers().length,
      });
      context.note(textTable(pointCells(points)));
    }
    const { version: browser } = lab;
    const report = createReport(
      context,
      given,
      () => ({ browser, adapter, model: model.id }),
      () => ({ points }),
    );
    report.add(soakLines(points));
    return report.finish();
  });
}

type Held = Pick<SoakPoint, "heapBytes" | "liveBuffers" | "liveBufferBytes">;

/** On a busy machine finalizers run some collections late. */
const SAME_COUNTS = 3;
const MOST_COUNTS = 20;

/** Collects garbage until no more dropped GPU buffers leave the count, and counts what is left. */
async function heldBytes(lab: Lab): Promise<Held> {
  let held: Held | null = null;
  for (let counts = 0, same = 0; held === null || (same < SAME_COUNTS && counts < MOST_COUNTS);) {
    const bytes = await heapBytes(lab.page);
    const { liveBuffers, liveBufferBytes } = await lab.call("benchSoakCounters");
    same = held?.liveBuffers === liveBuffers ? same + 1 : 0;
    counts++;
    held = { heapBytes: bytes, liveBuffers, liveBufferBytes };
  }
  return held;
}

/** Shares videos and questions out over laps: each video is in one, and each has as many questions. */
export function planLaps(
  questions: number,
  videos: number,
  laps: number,
): { readonly videos: readonly number[]; readonly first: number; readonly perVideo: number }[] {
  const perVideo = Math.max(1, Math.round(questions / Math.max(videos, laps)));
  let next = 0;
  return Array.from({ length: laps }, (_, lap) => {
    const first = next;
    const until = Math.max(first + 1, Math.round((videos * (lap + 1)) / laps));
    const numbers = Array.from({ length: until - first }, (_, i) => first + i);
    next = until;
    return { videos: numbers, first: first * perVideo, perVideo };
  });
}

/** Judges the last point by the first, which has paid for what is made once; the heap by the middle one. */
export function soakLines(points: readonly SoakPoint[]): BenchLine[] {
  const [first] = points;
  const last = points.at(-1);
  const middle = points[Math.floor(points.length / 2)];
  if (first === undefined || middle === undefined || last === undefined)
    throw new Error("A soak has at least one lap.");
  const growth = (name: string, of: (point: SoakPoint) => number): BenchLine =>
    line(`${name}, growth`, of(last) - of(first), 0, "count", `${of(first)}, then ${of(last)}`);
  const sum = (of: (point: SoakPoint) => number): number =>
    points.reduce((total, point) => total + of(point), 0);
  return [
    growth("GPU buffers", ({ liveBuffers }) => liveBuffers),
    growth("GPU bytes", ({ liveBufferBytes }) => liveBufferBytes),
    growth("Workers", ({ workers }) => workers),
    growth("Bytes on the disk", ({ diskBytes }) => diskBytes),
    line(
      "JS heap, last point to middle",
      last.heapBytes / middle.heapBytes,
      HEAP_WANTED,
      "ratio",
      points.map(({ heapBytes: bytes }) => megabytes(bytes)).join(", "),
    ),
    line(
      "Questions answered otherwise",
      sum((point) => point.otherAnswers),
      0,
      "count",
      `of ${last.questions}`,
    ),
    line(
      "Devices lost on the way",
      sum((point) => point.lost),
      null,
      "count",
      "and replaced",
    ),
  ];
}

const pointCells = (points: readonly SoakPoint[]): string[][] => [
  ["questions", "heap", "buffers", "GPU bytes", "workers", "disk", "lost"],
  ...points.map((point) => [
    String(point.questions),
    megabytes(point.heapBytes),
    String(point.liveBuffers),
    String(point.liveBufferBytes),
    String(point.workers),
    String(point.diskBytes),
    String(point.lost),
  ]),
];
