// How long the GPU works on a later question under each of some plans, on an engine in this page, whose device can be watched.

import type { Looking } from "../../../src/base/sampling.ts";
import type { PlanRequest, RuntimeChoice } from "../../../src/engine/api.ts";
import { createSession } from "../../../src/engine/session.ts";
import { drain } from "../../../src/base/stream.ts";
import { QUESTIONS } from "./bench.ts";
import { watchGpuTime } from "./gpu-time.ts";
import { givenFile, note, noteLoad } from "./note.ts";

export interface GpuTimeArgs {
  readonly id: string;
  /** The address of the model's folder. */
  readonly url: string;
  readonly runtime: RuntimeChoice;
  readonly looking: Looking;
  readonly requests: readonly PlanRequest[];
}

/** Returns the milliseconds for each request; null where the device has no timestamps. */
export async function benchGpuTime(args: GpuTimeArgs): Promise<(number | null)[]> {
  const watch = watchGpuTime();
  const session = createSession(() => undefined, 0);
  const { id, url, runtime, looking, requests } = args;
  await session.loadModel({ kind: "url", id, url }, { runtime, onProgress: noteLoad });
  const way = { kind: "frames", ...looking } as const;
  const video = await session.open(givenFile(), { way, onProgress: () => note("") });
  const ask = (plan: PlanRequest): Promise<unknown> =>
    drain(session.ask(video, QUESTIONS[1], { plan, maxTokens: 16 }), () => note(""));
  const times = [];
  for (const plan of requests) {
    await ask(plan); // compiles shaders and chooses tokens
    await watch.read();
    await ask(plan);
    times.push(await watch.read());
  }
  await session.close(video);
  await session.unloadModel();
  return times;
}
