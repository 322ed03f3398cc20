// npm run bench -- models: takes a model of real size from the hub to the disk, to the GPU and to the first token. Its
// weights are random, because no test may depend on real ones.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Hub, startHub } from "../../hub/server.ts";
import type { Lab } from "../browser/lab.ts";
import type { VerbContext } from "../cli/verb.ts";
import { withLab } from "../cli/with-lab.ts";
import type { LoadTimes, PrefillTimes, Shape, VideoTimes } from "../page/bench-model-run.ts";
import { median } from "../../../src/evaluation/stats.ts";
import { type HeapRise, watchHeap } from "./heap.ts";
import { type BenchLine, line } from "./lines.ts";
import { planPrefill, type PrefillPlan } from "./prefill-shape.ts";
import { replicaFolder } from "./replica-folder.ts";

export interface ModelsOptions {
  readonly budgetMs: number;
  /** The number of frames; null for as many as the time allows, on a real GPU 32. */
  readonly frames: number | null;
  /** The tokens of a frame; null for all 196, or for as many of one frame as the time allows. */
  readonly tokensPerFrame: number | null;
  readonly keepsReplica: boolean;
  readonly quietSec: number;
  readonly context: VerbContext;
}

export interface ModelsReport {
  readonly browser: string;
  readonly adapter: LoadTimes["adapter"];
  readonly lines: readonly BenchLine[];
  readonly detail: object;
}

const REPO = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
/** 4-bit weights with fp32 activations, which run on a GPU without 16 bits. */
const PRECISION = "q4";
const RETENTIONS = [1, 0.25] as const;
const HEAP_WANTED_MB = 200;
/** What the default method's choice may take of the prefill's time that it saves. */
const CHOICE_WANTED = 0.03;
const REAL_GPU_FRAMES = 32;
const REAL_GPU_STEPS = 16;
/** Small enough to be quick, and large enough that the runtime takes its path for many rows. */
const PROBE: Shape = { frames: 1, tokensPerFrame: 16 };

const mb = (bytes: number): number => bytes / 1e6;

export async function benchModels(options: ModelsOptions): Promise<ModelsReport> {
  const { context, quietSec } = options;
  const { note } = context;
  const replica = replicaFolder(
    REPO,
    { family: "llava-onevision", scale: "real", dtype: PRECISION },
    note,
  );
  const profileFolder = mkdtempSync(join(tmpdir(), "framewise-models-"));
  const hub = await startHub({ repos: replica.root });
  try {
    return await withLab(context, { quietSec, profileFolder }, async (lab) => {
      const starts = await measureStarts(lab, hub, note);
      const { adapter } = starts.warm.times;
      const prefill = adapter.isSoftware
        ? await onSoftware(lab, options)
        : await onRealGpu(lab, options);
      return {
        browser: lab.version,
        adapter,
        lines: [...startLines(starts), ...prefill.lines],
        detail: { model: REPO, precision: PRECISION, starts, ...prefill.detail },
      };
    });
  } finally {
    await hub.close();
    rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
    if (!options.keepsReplica) replica.remove();
  }
}

interface Load {
  readonly times: LoadTimes;
  readonly heap: HeapRise;
}

interface Starts {
  /** The bytes that came over the network, and the time of the download and of the load after it. */
  readonly fetch: { readonly ms: number; readonly hubBytes: number; readonly heap: HeapRise };
  readonly cold: Load;
  readonly warm: Load & { readonly hubBytes: number };
}

/** Measures a first visit (fetch, open, load), and then a second one. */
async function measureStarts(lab: Lab, hub: Hub, note: (text: string) => void): Promise<Starts> {
  const model = { repo: REPO, precision: PRECISION };
  const load = async (isTested: boolean): Promise<Load> => {
    const { value, heap } = await watchHeap(lab.page, () =>
      lab.call("benchModelLoad", { ...model, isTested }),
    );
    return { times: value, heap };
  };
  await lab.call("benchModelStart");
  note("Fetching it from a hub on this machine …");
  const fetched = await watchHeap(lab.page, () =>
    lab.call("benchModelFetch", { ...model, hubUrl: hub.url }),
  );
  const hubBytes = sentBytes(hub);
  note("Loading it for the first time …");
  const cold = await load(false);
  await lab.reload();
  await lab.call("benchModelStart");
  note("Loading it again, as a second visit does …");
  // The self-test takes minutes on a software GPU, which computes in 32 bits anyway.
  const warm = await load(!cold.times.adapter.isSoftware);
  return {
    fetch: { ms: fetched.value.ms, hubBytes, heap: fetched.heap },
    cold,
    warm: { ...warm, hubBytes: sentBytes(hub) - hubBytes },
  };
}

const sentBytes = (hub: Hub): number => hub.log.reduce((sum, entry) => sum + entry.sentBytes, 0);

function startLines({ fetch, cold, warm }: Starts): BenchLine[] {
  const rise = ({ startBytes, peakBytes, endBytes, peakBufferBytes, samples }: HeapRise) => ({
    mb: mb(peakBytes - startBytes),
    words: `${mb(startBytes).toFixed(1)} MB before, at most ${mb(peakBytes).toFixed(1)} (${mb(peakBufferBytes).toFixed(1)} ArrayBuffers), ${mb(endBytes).toFixed(1)} after; ${samples} samples`,
  });
  const heapLine = (name: string, heap: HeapRise): BenchLine =>
    line(name, rise(heap).mb, HEAP_WANTED_MB, "MB", rise(heap).words);
  const { times } = warm;
  return [
    heapLine("JS heap's rise, download", fetch.heap),
    heapLine("JS heap's rise, first load", cold.heap),
    heapLine("JS heap's rise, second load", warm.heap),
    line("WebAssembly memory", mb(times.wasmBytes), null, "MB", "the runtime's own; never shrinks"),
    line("GPU memory", mb(times.gpuBytes), null, "MB", "weights and KV cache, after loading"),
    line(
      "Cold start",
      (fetch.ms + cold.times.ms) / 1000,
      null,
      "s",
      `${mb(fetch.hubBytes).toFixed(1)} MB fetched and hashed in ${(fetch.ms / 1000).toFixed(1)} s from this machine, loaded in ${(cold.times.ms / 1000).toFixed(1)} s`,
    ),
    line(
      "Warm start",
      times.ms / 1000,
      null,
      "s",
      `${mb(warm.hubBytes).toFixed(1)} MB fetched, ${mb(times.bytes).toFixed(1)} MB in the files that were opened`,
    ),
  ];
}

interface PrefillReport {
  readonly lines: readonly BenchLine[];
  readonly detail: object;
}

/** Uses random visual tokens instead of the vision tower's, which takes minutes for one picture here. */
async function onSoftware(lab: Lab, options: ModelsOptions): Promise<PrefillReport> {
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

const wantedPlan = (plan: PrefillPlan, { frames, tokensPerFrame }: ModelsOptions): PrefillPlan => ({
  ...plan,
  shape: {
    frames: frames ?? plan.shape.frames,
    tokensPerFrame: tokensPerFrame ?? plan.shape.tokensPerFrame,
  },
});

async function onRealGpu(
  lab: Lab,
  { context: { note }, frames }: ModelsOptions,
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
