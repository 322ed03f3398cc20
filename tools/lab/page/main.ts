// The lab's page: one engine, and the calls that Node makes of it.

import { toPlainError } from "../../../src/base/errors.ts";
import { createEngine } from "../../../src/engine/client.ts";
import type { AdapterFacts } from "../../../src/engine/api.ts";
import { runAsk } from "./ask.ts";
import { runAskLong } from "./ask-long.ts";
import { benchLlm, benchSecond, benchSoak } from "./bench.ts";
import { benchAssembly } from "./bench-assembly.ts";
import { benchFolderAsk, benchFolderEncode, benchFolderLoad } from "./bench-folder.ts";
import { benchLong } from "./bench-long.ts";
import {
  benchModelFetch,
  benchModelLoad,
  benchModelPrefill,
  benchModelStart,
  benchModelVideo,
} from "./bench-model.ts";
import { benchRewritesEnd, benchRewritesLoad, benchRewritesRun } from "./bench-rewrites.ts";
import { benchRivalAsk, benchRivalLoad } from "./bench-rival.ts";
import { benchSelection } from "./bench-selection.ts";
import type { LabCalls, LabReply } from "./calls.ts";
import { runEvalClip } from "./eval-clip.ts";
import { createEvalNeedle } from "./eval-needle.ts";
import { noteLoad } from "./note.ts";
import { runScore } from "./score.ts";

const engine = createEngine();
let adapter: AdapterFacts | undefined;
engine.subscribe((event) => {
  if (event.kind === "adapter") ({ adapter } = event);
});

type Handlers = {
  readonly [Name in keyof LabCalls]: (
    args: LabCalls[Name]["args"],
  ) => Promise<LabCalls[Name]["value"]>;
};

const handlers: Handlers = {
  async load({ id, url, runtime }) {
    const model = await engine.loadModel(
      { kind: "url", id, url },
      { runtime, onProgress: noteLoad },
    );
    if (adapter === undefined) throw new Error("The engine told no adapter.");
    return { model, adapter };
  },
  ask: (args) => runAsk(engine, args),
  askLong: (args) => runAskLong(engine, args),
  score: (args) => runScore(engine, args),
  benchLlm: (args) => benchLlm(engine, args),
  benchSecond: (args) => benchSecond(engine, args),
  benchSoak: (args) => benchSoak(engine, args),
  benchAssembly,
  benchFolderLoad,
  benchFolderEncode,
  benchFolderAsk,
  benchRivalLoad,
  benchRivalAsk,
  benchLong: (args) => benchLong(engine, args),
  benchRewritesEnd,
  benchRewritesLoad,
  benchRewritesRun,
  benchSelection,
  benchModelStart,
  benchModelFetch,
  benchModelLoad,
  benchModelVideo,
  benchModelPrefill,
  evalClip: (args) => runEvalClip(engine, args),
  evalNeedle: createEvalNeedle(engine),
};

async function labCall<Name extends keyof LabCalls>(
  name: Name,
  args: LabCalls[Name]["args"],
): Promise<LabReply> {
  try {
    return { ok: true, value: await handlers[name](args) };
  } catch (thrown) {
    return { ok: false, error: toPlainError(thrown) };
  }
}

Object.assign(globalThis, { labCall });
