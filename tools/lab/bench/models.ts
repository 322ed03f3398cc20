// npm run bench -- models: takes a model of real size from the hub to the disk, to the GPU and to the first token. Its
// weights are random, because no test may depend on real ones.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHub } from "../../hub/server.ts";
import { withLab } from "../cli/with-lab.ts";
import type { LoadTimes } from "../page/bench-model-run.ts";
import type { BenchLine } from "./lines.ts";
import { measurePrefill, type PrefillOptions } from "./model-prefill.ts";
import { measureStarts, startLines } from "./model-starts.ts";
import { replicaFolder } from "./replica-folder.ts";

export interface ModelsOptions extends PrefillOptions {
  readonly keepsReplica: boolean;
  readonly quietSec: number;
}

export interface ModelsReport {
  readonly browser: string;
  readonly adapter: LoadTimes["adapter"];
  readonly lines: readonly BenchLine[];
  readonly detail: object;
}

const REPO = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
/** 4-bit weights with fp32 activations, which run on a GPU without 16 bits. */
const PRECISION = "q4";

export async function benchModels(options: ModelsOptions): Promise<ModelsReport> {
  const { context, quietSec } = options;
  const { note } = context;
  const replica = replicaFolder(
    REPO,
    { family: "llava-onevision", scale: "real", dtype: PRECISION },
    note,
  );
  const profileFolder = mkdtempSync(join(tmpdir(), "framewise-models-"));
  const hub = await startHub({ repos: replica.root });
  try {
    return await withLab(context, { quietSec, profileFolder }, async (lab) => {
      const starts = await measureStarts(lab, hub, { repo: REPO, precision: PRECISION }, note);
      const { adapter } = starts.warm.times;
      const prefill = await measurePrefill(lab, adapter, options);
      return {
        browser: lab.version,
        adapter,
        lines: [...startLines(starts), ...prefill.lines],
        detail: { model: REPO, precision: PRECISION, starts, ...prefill.detail },
      };
    });
  } finally {
    await hub.close();
    rmSync(profileFolder, { recursive: true, force: true, maxRetries: 5 });
    if (!options.keepsReplica) replica.remove();
  }
}
