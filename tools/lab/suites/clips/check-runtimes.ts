// Checks that the graphs answer the same on webgpu and on wasm, before a long measurement uses the faster one.

import { AppError } from "../../../../src/base/errors.ts";
import type { PlanRequest } from "../../../../src/engine/api.ts";
import type { World } from "../../../world/index.ts";
import { jsonText, type VerbContext } from "../../cli/verb.ts";
import { withModel, type WithModelOptions } from "../../cli/with-lab.ts";
import type { EvalClipValue } from "../../page/eval-clip.ts";
import type { SuiteClip } from "./suite.ts";

interface CheckOptions extends Omit<WithModelOptions, "runtime"> {
  readonly world: World;
  readonly frames: number | null;
  readonly requests: readonly PlanRequest[];
  readonly json: boolean;
}

/** Compares them. @throws AppError `runtimes-differ` with the first difference. */
export async function checkRuntimes(
  context: VerbContext,
  clips: readonly SuiteClip[],
  { world, frames, requests, json, ...options }: CheckOptions,
): Promise<string> {
  const run = (runtime: "webgpu" | "wasm"): Promise<EvalClipValue[]> =>
    withModel(context, { ...options, runtime }, async ({ lab }) => {
      const values: EvalClipValue[] = [];
      for (const { seed, ticks } of clips) {
        values.push(await lab.call("evalClip", { world, seed, ticks, frames, requests }));
      }
      return values;
    });
  const onWasm = (await run("wasm")).flatMap(({ arms }) => arms.flatMap((arm) => arm.answers));
  const onGpu = (await run("webgpu")).flatMap(({ arms }) => arms.flatMap((arm) => arm.answers));
  const different = onGpu.flatMap(({ question, got }, i) =>
    got === onWasm[i]?.got ? [] : [{ question, webgpu: got, wasm: onWasm[i]?.got }],
  );
  const [first] = different;
  // A near tie of two tokens may fall either way; more than one in a hundred is a real difference.
  if (first !== undefined && different.length > onGpu.length / 100) {
    throw new AppError(
      "runtimes-differ",
      `${different.length} of ${onGpu.length} answers differ between webgpu and wasm, first: ${JSON.stringify(first)}.`,
      "Measure with --runtime webgpu.",
    );
  }
  const result = { answers: onGpu.length, different };
  return json
    ? jsonText(result)
    : `${onGpu.length - different.length} of ${onGpu.length} answers are the same on webgpu and wasm.\n`;
}
