// The lab's page: one engine, and the calls that Node makes to it.

import { toPlainError } from "../../../src/base/errors.ts";
import type { AdapterFacts, Engine, RuntimeChoice } from "../../../src/engine/api.ts";
import { createEngine } from "../../../src/engine/client.ts";
import { askBenchmark, type BenchmarkArgs } from "../../../src/evaluation/ask-benchmark.ts";
import { runAsk } from "./ask.ts";
import { benchAssembly } from "./bench-assembly.ts";
import { benchAhead } from "./bench-ahead.ts";
import { benchEncode } from "./bench-encode.ts";
import { benchFolderAsk, benchFolderEncode, benchFolderLoad } from "./bench-folder.ts";
import {
  benchHoursAsk,
  benchHoursBegin,
  benchHoursClose,
  benchHoursOpen,
  benchHoursRead,
} from "./bench-hours.ts";
import { createLiveBench } from "./bench-live.ts";
import { benchWhole } from "./bench-whole.ts";
import {
  benchModelFetch,
  benchModelLoad,
  benchModelPrefill,
  benchModelStart,
  benchModelVideo,
} from "./bench-model.ts";
import { benchPixelsEnd, benchPixelsLoad, benchPixelsRun } from "./bench-pixels.ts";
import { benchLoad } from "./bench-load.ts";
import { benchRewritesEnd, benchRewritesLoad, benchRewritesRun } from "./bench-rewrites.ts";
import { benchRivalAsk, benchRivalLoad } from "./bench-rival.ts";
import {
  benchGpuAdapter,
  benchGpuHalf,
  benchGpuKernels,
  benchGpuModel,
  benchGpuSpeeds,
} from "./bench-gpu.ts";
import { benchGpuTime } from "./bench-gpu-time.ts";
import { benchMethodMemory } from "./bench-method-memory.ts";
import { benchMethods } from "./bench-methods.ts";
import { benchSelection } from "./bench-selection.ts";
import { benchSoakCounters, benchSoakLap } from "./bench-soak.ts";
import { benchLlm, benchSecond, benchSoak } from "./bench.ts";
import { runEvalClip } from "./eval-clip.ts";
import { drawBlankFile, drawClipFile } from "./draw-clip.ts";
import { createEvalNeedle } from "./eval-needle.ts";
import { runEvalWatch } from "./eval-watch.ts";
import { givenInput, note, noteLoad } from "./note.ts";
import type { LabReply } from "./reply.ts";
import { runScore } from "./score.ts";

const engine = createEngine();
let adapter: AdapterFacts | undefined;
engine.subscribe((event) => {
  if (event.kind === "adapter") ({ adapter } = event);
});

/** Makes a call that the engine answers. */
const onEngine =
  <Args, Value>(run: (engine: Engine, args: Args) => Promise<Value>) =>
  (args: Args): Promise<Value> =>
    run(engine, args);

const live = createLiveBench(engine);

const handlers = {
  async load({ id, url, runtime }: { id: string; url: string; runtime: RuntimeChoice }) {
    const model = await engine.loadModel(
      { kind: "url", id, url },
      { runtime, onProgress: noteLoad },
    );
    if (adapter === undefined) throw new Error("The engine told no adapter.");
    return { model, adapter };
  },
  ask: onEngine(runAsk),
  askBenchmark: (args: BenchmarkArgs) =>
    askBenchmark(engine, givenInput(), args, { onSign: () => note("") }),
  score: onEngine(runScore),
  benchLlm: onEngine(benchLlm),
  benchSecond: onEngine(benchSecond),
  benchSoak: onEngine(benchSoak),
  benchSoakLap: onEngine(benchSoakLap),
  benchSoakCounters: () => benchSoakCounters(engine),
  benchMethods: onEngine(benchMethods),
  benchGpuAdapter,
  benchGpuHalf,
  benchGpuSpeeds,
  benchGpuKernels,
  benchGpuModel,
  benchMethodMemory,
  benchGpuTime,
  benchAssembly,
  benchAhead,
  benchEncode,
  benchPixelsEnd,
  benchPixelsLoad,
  benchPixelsRun,
  benchFolderLoad,
  benchFolderEncode,
  benchFolderAsk,
  benchRivalLoad,
  benchRivalAsk,
  benchWhole: onEngine(benchWhole),
  benchLiveOpen: live.open,
  benchLiveUntil: live.until,
  benchLiveClose: live.close,
  benchHoursOpen,
  benchHoursBegin,
  benchHoursRead,
  benchHoursAsk,
  benchHoursClose,
  benchLoad,
  benchRewritesEnd,
  benchRewritesLoad,
  benchRewritesRun,
  benchSelection,
  benchModelStart,
  benchModelFetch,
  benchModelLoad,
  benchModelVideo,
  benchModelPrefill,
  evalClip: onEngine(runEvalClip),
  evalNeedle: createEvalNeedle(engine, { clip: drawClipFile, blank: drawBlankFile }),
  evalWatch: onEngine(runEvalWatch),
};

export type Handlers = typeof handlers;

async function labCall(name: keyof Handlers, args: readonly unknown[]): Promise<LabReply> {
  const handler = handlers[name] as (...args: readonly unknown[]) => Promise<unknown>;
  try {
    return { ok: true, value: await handler(...args) };
  } catch (thrown) {
    return { ok: false, error: toPlainError(thrown) };
  }
}

Object.assign(globalThis, { labCall });
