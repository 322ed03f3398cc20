// Scores, selects and gathers random features with our shaders, and with a plain TypeScript twin beside them.

import { createCompressor } from "../../../src/compression/plan.ts";
import { completeRequest } from "../../../src/compression/request.ts";
import type { PlanRequest } from "../../../src/engine/api.ts";
import { type Gpu, openGpu } from "../../../src/gpu/device.ts";
import { createRecorder } from "../../../src/gpu/recorder.ts";
import { createTensor, tensorFrom } from "../../../src/gpu/tensor.ts";
import { type Features, vidcom2Reference } from "../../../test/reference/vidcom2.ts";
import { normals } from "../../replica/weights/values.ts";
import { note } from "./note.ts";
import { reachable } from "./reachable.ts";

export interface SelectionArgs {
  readonly dims: readonly [frames: number, tokens: number, width: number];
  /** What is asked for, in turn; VidCom²'s request has a twin. */
  readonly requests: readonly PlanRequest[];
  readonly repeats: number;
  readonly hasTwin: boolean;
}

export interface SelectionTimes {
  /**
   * For each request, the times to score, budget, pick and gather on the GPU, the picks read back; empty for one whose method
   * cannot keep so few tokens.
   */
  readonly gpuMs: readonly (readonly number[])[];
  /** The times of plain TypeScript on one thread for the first request; empty unless asked for. */
  readonly twinMs: readonly number[];
  /** For each request, the number of tokens kept. */
  readonly kept: readonly number[];
  /** The bytes that must be read and written at least once for the first request. */
  readonly usefulBytes: number;
  /** The bytes a second of a copy between buffers on this device, counting reads and writes. */
  readonly copyBytesPerSec: number;
}

export async function benchSelection({
  dims,
  requests,
  repeats,
  hasTwin,
}: SelectionArgs): Promise<SelectionTimes> {
  const [frames, tokens, width] = dims;
  const data = normals(frames * tokens * width, 7);
  const gpu = await openGpu();
  const compressor = createCompressor(gpu);
  const features = tensorFrom(gpu, data, dims, "bench/features");
  const gpuMs = requests.map((): number[] => []);
  const kept = requests.map(() => 0);
  const unreachable = new Set<PlanRequest>();
  for (let round = -1; round < repeats; round++) {
    for (const [i, request] of requests.entries()) {
      if (unreachable.has(request)) continue;
      compressor.forget(features); // otherwise the scores would be there already
      const startMs = performance.now();
      const selection = await reachable(compressor.plan(features, request, { gather: true }));
      if (selection === null) {
        unreachable.add(request);
        continue;
      }
      const endMs = performance.now();
      kept[i] = selection.kept;
      selection.destroy();
      if (round >= 0) gpuMs[i]?.push(endMs - startMs); // the first round compiles pipelines
      note("");
    }
  }
  const copyBytesPerSec = await copySpeed(gpu);
  compressor.destroy();
  features.destroy();
  gpu.destroy();

  const [first] = requests;
  const twinMs =
    hasTwin && first !== undefined ? timeTwin({ data, frames, tokens, width }, first, repeats) : [];
  const usefulBytes = 4 * width * (frames * tokens + 2 * (kept[0] ?? 0));
  return { gpuMs, twinMs, kept, usefulBytes, copyBytesPerSec };
}

function timeTwin(features: Features, request: PlanRequest, repeats: number): number[] {
  const times: number[] = [];
  for (let round = -1; round < repeats; round++) {
    const startMs = performance.now();
    runTwin(features, request);
    if (round >= 0) times.push(performance.now() - startMs);
  }
  return times;
}

/** Makes the reference's picks, and copies the kept rows. */
function runTwin(features: Features, request: PlanRequest): Float32Array {
  const { switches } = completeRequest(request);
  const { kept } = vidcom2Reference(features, switches, request.retention);
  const { data, tokens, width } = features;
  const rows = kept.flatMap((picks, t) => picks.map((n) => (t * tokens + n) * width));
  const gathered = new Float32Array(rows.length * width);
  rows.forEach((at, i) => gathered.set(data.subarray(at, at + width), i * width));
  return gathered;
}

const COPY_BYTES = 1 << 26;
const COPIES = 8;

async function copySpeed(gpu: Gpu): Promise<number> {
  const tensor = (name: string): ReturnType<typeof createTensor> =>
    createTensor(gpu, [COPY_BYTES / 4], "float32", `bench/${name}`);
  const [from, to] = [tensor("from"), tensor("to")];
  const copy = async (times: number): Promise<number> => {
    const startMs = performance.now();
    const recorder = createRecorder(gpu, "bench/copy");
    for (let i = 0; i < times; i++) recorder.copy(from, to);
    recorder.submit();
    await gpu.device.queue.onSubmittedWorkDone();
    return performance.now() - startMs;
  };
  await copy(1);
  const ms = await copy(COPIES);
  from.destroy();
  to.destroy();
  return (2 * COPY_BYTES * COPIES) / (ms / 1000);
}
