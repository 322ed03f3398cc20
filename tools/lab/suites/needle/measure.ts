// Runs the arms on the clips: each look at a clip once, then every arm that looks so; each result goes to the log.

import type { VerbContext } from "../../cli/verb.ts";
import type { EvalLog } from "../core/log.ts";
import { measureClips, type SuiteRun } from "../core/measure.ts";
import { countRight, type Score } from "../../../../src/evaluation/tally.ts";
import {
  CONTROLS,
  type NeedleArm,
  needleJob,
  type NeedleJob,
  type NeedleSettings,
} from "./arms.ts";
import type { NeedleClip } from "./suite.ts";
import { isOf, isWhole, type NeedleResult, samplesOf } from "./tally.ts";

export interface NeedlePlan {
  readonly clips: readonly NeedleClip[];
  readonly arms: readonly NeedleArm[];
  readonly settings: Omit<NeedleSettings, "tokensPerFrame" | "maxPositions">;
  readonly log: EvalLog<NeedleResult>;
}

/** Asks what the log does not have yet, and returns the adapter's name. */
export function measureNeedle(
  { clips, arms, settings, log }: NeedlePlan,
  run: SuiteRun,
  context: VerbContext,
): Promise<string> {
  const names = arms.map(({ name }) => name);
  return measureClips(context, run, {
    clips,
    log,
    keys: names,
    async ask({ lab, model }, clip) {
      const { index, spec } = clip;
      const { maxPositions, grid } = model;
      const tokensPerFrame = grid.rows * grid.columns;
      const questions = clip.questions.map(({ tries, chunks }) => ({ tries, chunks }));
      const jobs = arms
        .filter(({ name }) => !log.has(index, [name]))
        .map((arm) => needleJob(arm, clip, { ...settings, tokensPerFrame, maxPositions }));
      for (const same of byLook(jobs)) {
        const asks = same.map(({ ask }) => ask);
        const { runs } = await lab.call("evalNeedle", {
          spec,
          look: same[0].look,
          asks,
          questions,
        });
        const results = same.flatMap(({ name }, i) => {
          const result = runs[i];
          return result === undefined ? [] : [[name, result] as const];
        });
        log.add({ index, byRequest: Object.fromEntries(results) });
      }
    },
    score: () => rightSoFar(clips, names, log),
  });
}

type SameLook = readonly [NeedleJob, ...NeedleJob[]];

/** Groups the jobs that look at the clip in the same way, the drawn clip first, so that it is drawn once. */
function byLook(jobs: readonly NeedleJob[]): SameLook[] {
  const groups = new Map<string, SameLook>();
  for (const job of jobs) {
    const [first, ...others] = groups.get(job.key) ?? [];
    groups.set(job.key, first === undefined ? [job] : [first, ...others, job]);
  }
  const isDrawn = ([{ look }]: SameLook): boolean => look.source === "clip";
  return [...groups.values()].sort((one, other) => Number(isDrawn(other)) - Number(isDrawn(one)));
}

/** Scores the needle questions of all arms except the controls. */
function rightSoFar(
  clips: readonly NeedleClip[],
  names: readonly string[],
  log: EvalLog<NeedleResult>,
): Score {
  const records = log.records(clips);
  const samples = names
    .filter((name) => !CONTROLS.includes(name))
    .flatMap((name) => samplesOf(name, clips, records))
    .filter((sample) => isOf("all", sample));
  return countRight(samples.map(isWhole));
}
