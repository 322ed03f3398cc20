// What a question needs of the GPU's memory under one plan, on an engine of its own: the runtime keeps buffers for later
// use, and so the plans before would count.

import type { Looking } from "../../../src/base/sampling.ts";
import type { PlanRequest, RuntimeChoice } from "../../../src/engine/api.ts";
import { createEngine } from "../../../src/engine/client.ts";
import { askOnce } from "./ask.ts";
import { drawClip, openClip, QUESTIONS } from "./bench.ts";
import { givenFile, noteLoad } from "./note.ts";
import { reachable } from "./reachable.ts";

export interface MethodMemoryArgs {
  readonly id: string;
  /** The address of the model's folder. */
  readonly url: string;
  readonly runtime?: RuntimeChoice;
  /** A drawn clip, or the file that the command line gave. */
  readonly video:
    | { readonly kind: "drawn"; readonly frames: number }
    | { readonly kind: "given"; readonly looking: Looking };
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
  runtime = "webgpu",
  video: shown,
  request,
}: MethodMemoryArgs): Promise<MethodMemory | null> {
  const engine = createEngine();
  try {
    await engine.loadModel({ kind: "url", id, url }, { runtime, onProgress: noteLoad });
    const video =
      shown.kind === "drawn"
        ? await openClip(engine, await drawClip(shown.frames), shown.frames)
        : await engine.open(givenFile(), { way: { kind: "frames", ...shown.looking } });
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
