// The prefill at 100 and at 25 % of the visual tokens, in turn.

import type { Lab } from "../browser/lab.ts";
import type { VerbContext } from "../cli/verb.ts";
import type { LoadTimes, PrefillTimes, Shape, VideoTimes } from "../page/bench-model-run.ts";
import { median } from "../../../src/evaluation/stats.ts";
import { type BenchLine, line } from "./lines.ts";
import { planPrefill, type PrefillPlan } from "./prefill-shape.ts";

export interface PrefillOptions {
  readonly budgetMs: number;
  /** The number of frames; null for as many as the time allows, on a real GPU 32. */
  readonly frames: number | null;
  /** The tokens of a frame; null for all 196, or for as many of one frame as the time allows. */
  readonly tokensPerFrame: number | null;
  readonly context: VerbContext;
}

const RETENTIONS = [1, 0.25] as const;
/** What the default method's choice may take of the prefill's time that it saves. */
const CHOICE_WANTED = 0.03;
const REAL_GPU_FRAMES = 32;
const REAL_GPU_STEPS = 16;
/** Small enough to be quick, and large enough that the runtime takes its path for many rows. */
const PROBE: Shape = { frames: 1, tokensPerFrame: 16 };

const mb = (bytes: number): number => bytes / 1e6;

interface PrefillReport {
  readonly lines: readonly BenchLine[];
  readonly detail: object;
}

export const measurePrefill = (
  lab: Lab,
  adapter: LoadTimes["adapter"],
  options: PrefillOptions,
): Promise<PrefillReport> =>
  adapter.isSoftware ? onSoftware(lab, options) : onRealGpu(lab, options);

/** Uses random visual tokens instead of the vision tower's, which takes minutes for one picture here. */
async function onSoftware(lab: Lab, options: PrefillOptions): Promise<PrefillReport> {
  const { context, budgetMs } = options;
  const { note } = context;
  note("Trying how fast this machine is …");
  const probe = await lab.call("benchModelPrefill", {
    shape: PROBE,
    retentions: [1],
    repeats: 1,
    warmUps: 1,
  });
  const [positions = 1] = probe.positions;
  const [kept = 0] = probe.kept;
  const speed = {
    msPerPosition: median(probe.prefillMs[0] ?? []) / positions,
    textPositions: positions - kept,
  };
  const plan = wantedPlan(planPrefill(speed, RETENTIONS, budgetMs, REAL_GPU_FRAMES), options);
  const { frames, tokensPerFrame } = plan.shape;
  note(
    `${(speed.msPerPosition / 1000).toFixed(2)} s a position: ${frames} × ${tokensPerFrame} tokens, ${plan.repeats} rounds`,
  );
  const times = await lab.call("benchModelPrefill", {
    ...plan,
    retentions: RETENTIONS,
    warmUps: 0, // the probe has warmed up
  });
  return {
    lines: prefillLines(times, plan.shape, "random visual tokens"),
    detail: { plan, speed, times },
  };
}

const wantedPlan = (
  plan: PrefillPlan,
  { frames, tokensPerFrame }: PrefillOptions,
): PrefillPlan => ({
  ...plan,
  shape: {
    frames: frames ?? plan.shape.frames,
    tokensPerFrame: tokensPerFrame ?? plan.shape.tokensPerFrame,
  },
});

async function onRealGpu(
  lab: Lab,
  { context: { note }, frames }: PrefillOptions,
): Promise<PrefillReport> {
  note("Encoding a drawn clip …");
  const video = await lab.call("benchModelVideo", {
    frames: frames ?? REAL_GPU_FRAMES,
    steps: REAL_GPU_STEPS,
  });
  const times = await lab.call("benchModelPrefill", {
    shape: null,
    retentions: RETENTIONS,
    repeats: 5,
    warmUps: 1,
  });
  return {
    lines: [
      ...prefillLines(times, video, "a drawn clip through the vision tower"),
      ...stageLines(video),
      line(
        "GPU memory, video and cache",
        mb(times.gpuBytes),
        null,
        "MB",
        "alive after the answers",
      ),
    ],
    detail: { video, times },
  };
}

function prefillLines(times: PrefillTimes, shape: Shape, what: string): BenchLine[] {
  const [whole = Number.NaN, part = Number.NaN] = times.prefillMs.map(median);
  const [all, few] = times.positions;
  const rounds = times.prefillMs[0]?.length ?? 0;
  const choice = median(times.planMs[1] ?? []);
  const saved = whole - part;
  return [
    line(
      "Prefill at 25 % to prefill at 100 %",
      part / whole,
      null,
      "ratio",
      `${(part / 1000).toFixed(2)} s with ${few} positions to ${(whole / 1000).toFixed(2)} s with ${all} (${shape.frames} × ${shape.tokensPerFrame} tokens, ${what}; median of ${rounds})`,
    ),
    line(
      "Choosing tokens, to the prefill it saves",
      choice / saved,
      CHOICE_WANTED,
      "ratio",
      `${choice.toFixed(0)} ms to ${(saved / 1000).toFixed(2)} s`,
    ),
  ];
}

function stageLines({ stages, frames }: VideoTimes): BenchLine[] {
  const total = stages.reduce((sum, { ms }) => sum + ms, 0);
  return stages.map(({ stage, ms }) =>
    line(
      `Stage ${stage}`,
      ms / 1000,
      null,
      "s",
      `${((100 * ms) / total).toFixed(1)} % of all stages' time, ${frames} frames at 100 %, ${REAL_GPU_STEPS} steps`,
    ),
  );
}
