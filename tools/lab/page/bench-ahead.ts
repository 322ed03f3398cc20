// The first token of a question whose video was read into the cache while it was typed, beside one whose was not, in turn.

import type { PlanRequest, RuntimeChoice } from "../../../src/engine/api.ts";
import { createEngine } from "../../../src/engine/client.ts";
import { askOnce } from "./ask.ts";
import { clipFiles } from "./bench-encode.ts";
import { note } from "./note.ts";

export interface AheadArgs {
  readonly id: string;
  readonly url: string;
  readonly runtime: RuntimeChoice;
  readonly frames: number;
  readonly retentions: readonly number[];
  readonly repeats: number;
}

/** The times of one retention, a repetition an entry, in milliseconds. */
export interface AheadTimes {
  readonly retention: number;
  /** The prompt's positions. */
  positions: number;
  /** From the question to its first token, without anything read ahead. */
  readonly plainMs: number[];
  /** The same where it was, and how long that took. */
  readonly aheadMs: number[];
  readonly readMs: number[];
}

const QUESTION = "What color is the main object?";
/** A plan that takes the cache from the others. */
const OTHER: PlanRequest = { method: "cover", retention: 0.05 };

export async function benchAhead({
  id,
  url,
  runtime,
  frames,
  retentions,
  repeats,
}: AheadArgs): Promise<AheadTimes[]> {
  const engine = createEngine();
  await engine.loadModel({ kind: "url", id, url }, { runtime, onProgress: () => note("") });
  const [file] = await clipFiles(["still"], { frames, filmed: [] });
  if (file === undefined) throw new Error("bench: no clip");
  const video = await engine.open(file, { way: { kind: "frames", frames } });
  const times = retentions.map((retention): AheadTimes => ({
    retention,
    positions: 0,
    plainMs: [],
    aheadMs: [],
    readMs: [],
  }));
  for (let round = -1; round < repeats; round++) {
    for (const own of times) {
      const plan: PlanRequest = { method: "cover", retention: own.retention };
      await engine.plan(video, plan); // as the page has it before anything is asked
      const ask = () => askOnce(engine, video, QUESTION, { plan, maxTokens: 1 });
      await askOnce(engine, video, QUESTION, { plan: OTHER, maxTokens: 1 });
      const plain = await ask();
      await askOnce(engine, video, QUESTION, { plan: OTHER, maxTokens: 1 });
      await engine.prefill(video, { plan });
      const ahead = await ask();
      if (plain.videoReused || ahead.aheadMs === undefined)
        throw new Error("bench: the video was read at another time than was wanted");
      if (plain.ids.join(" ") !== ahead.ids.join(" "))
        throw new Error("bench: what was read ahead gave another token");
      own.positions = plain.tokens.prompt;
      if (round < 0) continue; // the first round compiles
      own.plainMs.push(plain.firstTokenMs);
      own.aheadMs.push(ahead.firstTokenMs);
      own.readMs.push(ahead.aheadMs);
    }
    note(round < 0 ? "Warmed up" : `Reading ahead: round ${round + 1} of ${repeats}`);
  }
  engine.dispose();
  return times;
}
