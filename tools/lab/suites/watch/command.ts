// lab eval watch: does a standing question fire when something appears in a running source, and only then?

import { longClip, type ClipSpec } from "../../../world/index.ts";
import type { Interval } from "../../../../src/evaluation/stats.ts";
import { COMMON, COMMON_HELP, MODEL, MODEL_HELP } from "../../cli/common-options.ts";
import { chooseModel } from "../../cli/model.ts";
import { number, or, readOptionsOnly, text, whole } from "../../cli/options.ts";
import { jsonText, type VerbContext } from "../../cli/verb.ts";
import { withModel } from "../../cli/with-lab.ts";
import type { WatchedChunk } from "../../page/eval-watch.ts";
import { scoreWatch, type ToldChunk, type WatchScore } from "./tally.ts";

export const WATCH_HELP = `Plays drawn clips as running sources, in which things appear for a second or two, and asks a standing question
about every chunk. It fires where the answer is any other than "Nothing.".

  --clips N              how many clips (default 6)
  --seed S               where the clips' seeds begin (default 40000)
  --seconds N            the length of each, 60 to 3600 (default 600)
  --events N             how many things appear in each, 1 to 7 (default 3)
  --question TEXT        what is asked (default "What appears briefly?")
${MODEL_HELP}${COMMON_HELP}`;

const OPTIONS = {
  clips: or(number(whole(1, 1_000)), 6),
  seed: or(number(whole(0, 999_999)), 40_000),
  seconds: or(number(whole(60, 3_600)), 600),
  events: or(number(whole(1, 7)), 3),
  question: or(text, "What appears briefly?"),
  ...MODEL,
  ...COMMON,
};

const CHUNK_FRAMES = 8;
const THRESHOLDS = [0.3, 0.5, 0.7, 0.9, 0.97, 0.99];

/** Returns which of the clip's events have a tick in the chunk. */
const eventsIn = ({ needles, frames }: ClipSpec, { timesSec }: WatchedChunk): number[] =>
  needles.flatMap(({ from, to }, event) =>
    timesSec.some((sec) => (sec + 0.5) / frames >= from && (sec + 0.5) / frames < to)
      ? [event]
      : [],
  );

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export async function evalWatch(args: readonly string[], context: VerbContext): Promise<string> {
  const given = readOptionsOnly("eval watch", args, OPTIONS);
  const { clips: count, seed, seconds, events, question, runtime, timeout: quietSec } = given;
  const chosen = chooseModel(given.model);
  const standing = { question, fires: [], others: ["Nothing."], threshold: 0, cooldownSec: 0 };
  const clips: { chunks: ToldChunk[]; seconds: number }[] = [];
  const [askMs, speeds]: [number[], number[]] = [[], []];
  let dropped = 0;
  await withModel(context, { chosen, runtime, quietSec }, async ({ lab }) => {
    for (let i = 0; i < count; i++) {
      const spec = longClip(seed + i, {
        ticks: seconds,
        chunkTicks: CHUNK_FRAMES,
        needles: events,
        isClose: false,
      });
      const value = await lab.call("evalWatch", { spec, standing, chunkFrames: CHUNK_FRAMES });
      clips.push({
        seconds,
        chunks: value.chunks.map((chunk) => ({
          probability: chunk.probability,
          events: eventsIn(spec, chunk),
        })),
      });
      askMs.push(...value.chunks.map((chunk) => chunk.askMs));
      speeds.push((seconds * 1_000) / value.totalMs);
      dropped += value.dropped;
      context.note(`Clip ${i + 1} of ${count}`);
    }
  });
  const document = {
    suite: "watch",
    model: chosen.id,
    question,
    clips: count,
    seed,
    seconds,
    events,
    scores: THRESHOLDS.map((threshold) => scoreWatch(clips, threshold)),
    medianAskMs: Math.round(median(askMs)),
    timesAsFast: Number(median(speeds).toPrecision(3)),
    dropped,
  };
  return given.json
    ? jsonText(document)
    : `${table(document.scores)}
A question took ${document.medianAskMs} ms (median); reading and asking went ${document.timesAsFast} times as fast as the clip.
`;
}

const within = ({ low, high }: Interval): string => `[${low.toFixed(1)}, ${high.toFixed(1)}]`;
const share = (part: number, all: number, interval: Interval): string =>
  all === 0 ? "–" : `${part}/${all} ${within(interval)} %`;

const table = (scores: readonly WatchScore[]): string =>
  [
    "threshold  precision               recall                  false alarms an hour",
    ...scores.map(({ threshold, fired, right, events, found, ...score }) =>
      [
        threshold.toFixed(2).padEnd(11),
        share(right, fired, score.precision).padEnd(24),
        share(found, events, score.recall).padEnd(24),
        `${score.falseAlarmsPerHour.mean.toFixed(1)} ${within(score.falseAlarmsPerHour)}`,
      ].join(""),
    ),
  ].join("\n");
