// The same folder here and in Transformers.js, in turn, on this device.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replicaParts } from "../../../replica/parts.ts";
import { writeParts } from "../../../replica/write.ts";
import type { ChosenModel } from "../../cli/model.ts";
import { withLab } from "../../cli/with-lab.ts";
import { comparisonLines } from "../folder-lines.ts";
import { compareFolder } from "../folder.ts";
import type { BenchLine } from "../lines.ts";
import { hasRival, RIVAL_VERSION } from "../rival.ts";
import type { ModelSectionOptions } from "./models.ts";
import { type Found, NotRun, type Section } from "./section.ts";

const FAMILY = "llava-onevision";
const ROUNDS = {
  full: { frames: 8, steps: 8, repeats: 3 },
  reduced: { frames: 1, steps: 2, repeats: 1 },
} as const;

export function rivalSection(options: ModelSectionOptions): Section {
  const { size, replicas } = options;
  return {
    id: "rival",
    title: `Beside Transformers.js ${RIVAL_VERSION}`,
    about: `The replica of ${FAMILY}, the same frames and the same prompt, in two browsers in turn.`,
    async run() {
      if (!hasRival()) {
        throw new NotRun(
          `Transformers.js ${RIVAL_VERSION} is not on this disk; npm run bench -- models --folder DIR fetches it once.`,
        );
      }
      if (size === "reduced") return asMiniature(options);
      const folder = join(replicas, FAMILY);
      if (!existsSync(join(folder, "config.json"))) {
        throw new NotRun(`There is no replica in ${folder}.`);
      }
      const precision = existsSync(join(folder, "onnx/vision_encoder_q4f16.onnx")) ? "q4f16" : "q4";
      return compared({ id: FAMILY, folder }, precision, options);
    },
  };
}

async function asMiniature(options: ModelSectionOptions): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "framewise-miniature-"));
  try {
    const parts = replicaParts({ family: FAMILY, scale: "mini", dtype: "fp32" });
    writeParts(folder, parts, () => undefined);
    return await compared({ id: FAMILY, folder }, "fp32", options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compared(
  model: ChosenModel,
  precision: string,
  { size, note, context, quietSec, flags }: ModelSectionOptions,
): Promise<Found> {
  const comparison = await compareFolder(precision, {
    model,
    note,
    ...ROUNDS[size],
    withLab: (more, work) =>
      withLab(context, { quietSec, flags, modelFolder: model.folder, ...more }, work),
  });
  const lines = comparisonLines(comparison);
  // What a miniature on a machine without a GPU takes is no verdict.
  return { lines: size === "full" ? lines : lines.map(told), data: comparison };
}

const told = (one: BenchLine): BenchLine => ({ ...one, wanted: null, passed: true });
