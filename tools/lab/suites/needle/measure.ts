// Runs the arms on the clips: each look at a clip once, then every arm that looks so; each result goes to the log.

import { inParallel, openWithModel, startProgress, type OpenOptions } from "../core/measure.ts";
import type { EvalLog } from "../core/log.ts";
import type { VerbContext } from "../../cli/verb.ts";
import {
  CONTROLS,
  needleJob,
  type NeedleArm,
  type NeedleJob,
  type NeedleSettings,
} from "./arms.ts";
import type { NeedleClip } from "./suite.ts";
import { isOf, isWhole, samplesOf, type NeedleResult } from "./tally.ts";

export interface NeedlePlan {
  readonly clips: readonly NeedleClip[];
  readonly arms: readonly NeedleArm[];
  readonly settings: Omit<NeedleSettings, "tokensPerFrame" | "maxPositions">;
  readonly log: EvalLog<NeedleResult>;
}

/** Asks what the log does not have yet, `jobs` browsers side by side; gives the adapter's name. */
export async function measureNeedle(
  { clips, arms, settings, log }: NeedlePlan,
  { jobs, ...options }: OpenOptions & { readonly jobs: number },
  context: VerbContext,
): Promise<string> {
  const names = arms.map(({ name }) => name);
  const todo = clips.filter(({ index }) => !log.has(index, names));
  if (todo.length < clips.length)
    context.note(`${clips.length - todo.length} clips are done already`);
  const progress = startProgress(context, { what: "Clip", total: todo.length });
  let adapter = log.adapter ?? "";
  await inParallel(Math.min(jobs, todo.length), async () => {
    const { lab, model, ...opened } = await openWithModel(context, options);
    ({ adapter } = opened);
    log.setAdapter(adapter);
    const { maxPositions } = model;
    const tokensPerFrame = model.grid.rows * model.grid.columns;
    try {
      for (let clip = todo.shift(); clip !== undefined; clip = todo.shift()) {
        const { index, spec, questions } = clip;
        const ofClip = clip;
        const jobsOfClip = arms
          .filter(({ name }) => !log.has(index, [name]))
          .map((arm) => needleJob(arm, ofClip, { ...settings, tokensPerFrame, maxPositions }));
        for (const [first, ...others] of byLook(jobsOfClip)) {
          const same = [first, ...others];
          const { runs } = await lab.call("evalNeedle", {
            spec,
            look: first.look,
            asks: same.map(({ ask }) => ask),
            questions: questions.map(({ tries, chunks }) => ({ tries, chunks })),
          });
          const results = same.flatMap(({ name }, i) => {
            const run = runs[i];
            return run === undefined ? [] : [[name, run] as const];
          });
          log.add({ index, byRequest: Object.fromEntries(results) });
        }
        progress(rightSoFar(clips, names, log));
      }
    } finally {
      await lab.close();
    }
  });
  return adapter;
}

type SameLook = readonly [NeedleJob, ...NeedleJob[]];

/** Jobs that look at the clip in the same way, together; the drawn clip first, so that it is drawn once. */
function byLook(jobs: readonly NeedleJob[]): SameLook[] {
  const groups = new Map<string, SameLook>();
  for (const job of jobs) {
    const [first, ...others] = groups.get(job.key) ?? [];
    groups.set(job.key, first === undefined ? [job] : [first, ...others, job]);
  }
  const isDrawn = ([{ look }]: SameLook): boolean => look.source === "clip";
  return [...groups.values()].sort((one, other) => Number(isDrawn(other)) - Number(isDrawn(one)));
}

/** Of the needle questions of all arms but the controls. */
function rightSoFar(
  clips: readonly NeedleClip[],
  names: readonly string[],
  log: EvalLog<NeedleResult>,
): { right: number; n: number } {
  const records = log.records(clips);
  const samples = names
    .filter((name) => !CONTROLS.includes(name))
    .flatMap((name) => samplesOf(name, clips, records))
    .filter((sample) => isOf("all", sample));
  return { right: samples.filter(isWhole).length, n: samples.length };
}
