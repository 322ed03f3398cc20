// What two questions cost under each of some plans: the first passes on the video's rows, the second goes on behind them.

import type { Engine, PlanRequest } from "../../../src/engine/api.ts";
import { askOnce } from "./ask.ts";
import { drawClip, openClip, QUESTIONS } from "./bench.ts";
import { note } from "./note.ts";
import { reachable } from "./reachable.ts";

export interface MethodsArgs {
  readonly frames: number;
  /** The requests; the first is the one that the others are compared with. */
  readonly requests: readonly PlanRequest[];
  readonly repeats: number;
}

/** The times of one request, a repetition an entry, in milliseconds. */
export interface MethodTimes {
  readonly prefillMs: number[];
  /** The first token of a first question; decoding, encoding and choosing tokens were done before. */
  readonly firstMs: number[];
  readonly secondMs: number[];
  /** The tokens that are kept, behind the last cut for methods inside the decoder. */
  kept: number;
  kvBytes: number;
}

/** Measures all requests in turn; null for one whose method cannot keep so few tokens. */
export async function benchMethods(
  engine: Engine,
  { frames, requests, repeats }: MethodsArgs,
): Promise<(MethodTimes | null)[]> {
  const video = await openClip(engine, await drawClip(frames), frames);
  const times = requests.map((): MethodTimes | null => ({
    prefillMs: [],
    firstMs: [],
    secondMs: [],
    kept: 0,
    kvBytes: 0,
  }));
  for (let round = -1; round < repeats; round++) {
    for (const [i, plan] of requests.entries()) {
      const own = times[i];
      if (!own) continue;
      const ask = (question: string) => askOnce(engine, video, question, { plan, maxTokens: 2 });
      const first = await reachable(ask(QUESTIONS[0]));
      if (first === null) {
        times[i] = null;
        continue;
      }
      const second = await ask(QUESTIONS[1]);
      own.kept = first.tokens.kept;
      own.kvBytes = first.kvBytes;
      if (round < 0) continue; // the first round compiles pipelines and chooses tokens
      own.prefillMs.push(first.prefillMs);
      own.firstMs.push(first.firstTokenMs);
      own.secondMs.push(second.firstTokenMs);
    }
    note(
      round < 0 ? "Warmed up" : `Two questions by each method: round ${round + 1} of ${repeats}`,
    );
  }
  await engine.close(video);
  return times;
}
