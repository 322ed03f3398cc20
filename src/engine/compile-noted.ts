// Compiles ahead of a model's weights, and remembers for the model's details what came of it.

import { isAbort } from "../base/errors.ts";
import type { FilesSource } from "../model/folder.ts";
import { compileAhead, type CompileAheadOptions } from "../pipeline/compile-ahead.ts";
import type { AheadReport } from "./api.ts";
import { isDeviceLost } from "./recovery.ts";
import type { Workbench } from "./turn.ts";

/** What the details of a model begin with. */
const NOTHING: AheadReport = { pipelines: 0, fault: null };

/** Adds to the model's report, which it returns; a fault is a part of it. @throws the signal's reason; `device-lost`. */
export async function compileNoted(
  { gpu, aheads }: Workbench,
  source: FilesSource,
  options: CompileAheadOptions,
): Promise<AheadReport> {
  const { compiled } = gpu.pipelines;
  let fault: string | null = null;
  try {
    await compileAhead(gpu, source, options);
  } catch (thrown) {
    if (isAbort(thrown) || options.signal?.aborted === true || isDeviceLost(thrown)) throw thrown;
    fault = thrown instanceof Error ? thrown.message : String(thrown);
  } finally {
    const { pipelines } = aheads.get(source.id) ?? NOTHING;
    aheads.set(source.id, { pipelines: pipelines + gpu.pipelines.compiled - compiled, fault });
  }
  return aheads.get(source.id) ?? NOTHING;
}
