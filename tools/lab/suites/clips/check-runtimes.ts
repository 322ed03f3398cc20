// Do the graphs answer the same on webgpu and on wasm? Asked before a long measurement trusts the faster one.

import { AppError } from "../../../../src/base/errors.ts";
import type { PlanRequest } from "../../../../src/engine/api.ts";
import { jsonText } from "../../cli/verb.ts";
import type { EvalClipValue } from "../../page/eval-clip.ts";
import type { OpenedLab } from "../core/measure.ts";
import type { SuiteClip } from "./suite.ts";

interface CheckOptions {
  readonly frames: number | null;
  readonly requests: readonly PlanRequest[];
  readonly isJson: boolean;
}

/** @throws AppError `runtimes-differ` with the first difference. */
export async function checkRuntimes(
  open: (runtime: "webgpu" | "wasm") => Promise<OpenedLab>,
  clips: readonly SuiteClip[],
  { frames, requests, isJson }: CheckOptions,
): Promise<string> {
  const run = async (runtime: "webgpu" | "wasm"): Promise<EvalClipValue[]> => {
    const { lab } = await open(runtime);
    try {
      const values: EvalClipValue[] = [];
      for (const { seed, ticks } of clips) {
        values.push(await lab.call("evalClip", { seed, ticks, frames, requests }));
      }
      return values;
    } finally {
      await lab.close();
    }
  };
  const onWasm = (await run("wasm")).flatMap(({ arms }) => arms.flatMap((arm) => arm.answers));
  const onGpu = (await run("webgpu")).flatMap(({ arms }) => arms.flatMap((arm) => arm.answers));
  const different = onGpu.flatMap(({ question, got }, i) =>
    got === onWasm[i]?.got ? [] : [{ question, webgpu: got, wasm: onWasm[i]?.got }],
  );
  const [first] = different;
  // A near tie of two tokens may fall either way; more than one in a hundred is another matter.
  if (first !== undefined && different.length > onGpu.length / 100) {
    throw new AppError(
      "runtimes-differ",
      `${different.length} of ${onGpu.length} answers differ between webgpu and wasm, first: ${JSON.stringify(first)}.`,
      "Measure with --runtime webgpu.",
    );
  }
  const result = { answers: onGpu.length, different };
  return isJson
    ? jsonText(result)
    : `${onGpu.length - different.length} of ${onGpu.length} answers are the same on webgpu and wasm.\n`;
}
