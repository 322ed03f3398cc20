// What a question needs of the GPU's memory under one plan, on an engine of its own: the runtime keeps buffers for later
// use, and so the plans before would count.

import type { PlanRequest } from "../../../src/engine/api.ts";
import { createEngine } from "../../../src/engine/client.ts";
import { askOnce } from "./ask.ts";
import { drawClip, openClip, QUESTIONS } from "./bench.ts";
import { noteLoad } from "./note.ts";
import { reachable } from "./reachable.ts";

export interface MethodMemoryArgs {
  readonly id: string;
  /** The address of the model's folder. */
  readonly url: string;
  readonly frames: number;
  readonly request: PlanRequest;
}

export interface MethodMemory {
  /** The bytes of all buffers when the video's tokens are on the GPU and none was chosen. */
  readonly encodedBytes: number;
  /** The most bytes of all buffers at once, from the device's opening to the answer. */
  readonly peakBytes: number;
}

/** Asks one question; null when the method cannot keep so few tokens. */
export async function benchMethodMemory({
  id,
  url,
  frames,
  request,
}: MethodMemoryArgs): Promise<MethodMemory | null> {
  const engine = createEngine();
  try {
    await engine.loadModel({ kind: "url", id, url }, { runtime: "webgpu", onProgress: noteLoad });
    const video = await openClip(engine, await drawClip(frames), frames);
    const { liveBufferBytes: encodedBytes } = await engine.counters();
    const asked = await reachable(
      askOnce(engine, video, QUESTIONS[0], { plan: request, maxTokens: 2 }),
    );
    if (asked === null) return null;
    const { peakBufferBytes: peakBytes } = await engine.counters();
    return { encodedBytes, peakBytes };
  } finally {
    engine.dispose();
  }
}
