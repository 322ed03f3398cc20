// Hours of a source: the memories that are read and asked about, on one model.

import { must } from "../../../../src/base/assert.ts";
import { createCompressor } from "../../../../src/compression/plan.ts";
import { createPlanner } from "../../../../src/engine/plans/planner.ts";
import type { ReadyBench } from "../../../../src/engine/turn.ts";
import { openGpu } from "../../../../src/gpu/device.ts";
import { nothingCached } from "../../../../src/pipeline/cache-owner.ts";
import { loadModel } from "../../../../src/pipeline/load-model.ts";
import type { HoursArgs, HoursBench } from "./calls.ts";
import { openHoursMemory, type HoursAnswer, type HoursMemory } from "./hours-memory.ts";

const QUESTIONS = ["What color is the main object?", "What happens first?", "How many are there?"];

/** `emit` is called while it works. */
export function createHours(emit: (frames: number) => void): HoursBench {
  let bench: ReadyBench | null = null;
  let given: HoursArgs | null = null;
  const memories = new Map<number, HoursMemory>();
  const memory = (number: number): HoursMemory => must(memories.get(number), "a memory");
  return {
    async open(args) {
      given = args;
      if (args.isWithoutAdapter) Object.defineProperty(navigator, "gpu", { value: undefined });
      const gpu = await openGpu();
      const { model: source, runtime } = args;
      const model = await loadModel(gpu, { kind: "url", ...source }, { runtime });
      const compressor = createCompressor(gpu);
      const planner = createPlanner(gpu, compressor);
      bench = {
        gpu,
        compressor,
        planner,
        references: new Map(),
        model,
        prefix: nothingCached(),
        aheads: new Map(),
      };
      return { runtime: model.runtime, title: model.config.title };
    },
    async begin() {
      const number = memories.size + 1;
      const opened = await openHoursMemory(
        must(bench, "a model"),
        number,
        must(given, "a model"),
        emit,
      );
      memories.set(number, opened);
      return number;
    },
    readUntil: (number, frames) => memory(number).readUntil(frames),
    async askInTurn(numbers, repeats) {
      const answers = numbers.map((): HoursAnswer[] => []);
      for (let round = -1; round < repeats; round++) {
        const question = QUESTIONS[(round + QUESTIONS.length) % QUESTIONS.length] ?? "";
        for (const [i, number] of numbers.entries()) {
          const answer = await memory(number).ask(question);
          if (round >= 0) answers[i]?.push(answer);
        }
        emit(0);
      }
      return answers;
    },
    async close(number) {
      await memory(number).close();
      memories.delete(number);
    },
  };
}
