// What every export says of itself, so that it can be judged without the page that made it: where its numbers come from, and
// by what name it is saved.

import type { AdapterFacts, ModelInfo, PlanRequest } from "../../engine/api.ts";
import { DEFAULT_ENDS, reads, variantOf } from "../../engine/catalogue.ts";
import { adapterName } from "./adapter-name.ts";
import { slugOf } from "./slug.ts";
import { VERSION } from "./version.ts";

/** What is said of a model; null where only its name is known. */
type ModelFacts = Pick<ModelInfo, "id"> & {
  readonly [Key in "precision" | "family" | "runtime"]: ModelInfo[Key] | null;
};

/** Where and when an export's numbers were made, without which its times cannot be judged. */
export interface Surroundings {
  readonly model: ModelFacts | null;
  readonly adapter: AdapterFacts | null;
  readonly savedAt: Date;
}

/** The surroundings of what a model made; only the model's name is known when another one is in use by now. */
export const madeWith = (id: string, { model, ...others }: Surroundings): Surroundings => ({
  ...others,
  model: model?.id === id ? model : { id, precision: null, family: null, runtime: null },
});

/** What is said of the surroundings, by the words of a table's header. */
export const aboutRecord = ({ model, adapter, savedAt }: Surroundings) => ({
  model: model?.id ?? null,
  precision: model?.precision ?? null,
  runtime: model?.runtime ?? null,
  adapter: adapter === null ? null : adapterName(adapter),
  saved_at: savedAt.toISOString(),
  framewise: VERSION,
});

/** The same in one line, under a picture. */
export function aboutWords(surroundings: Surroundings): string {
  const { model, precision, adapter, saved_at: savedAt } = aboutRecord(surroundings);
  const named = model === null ? null : `${model}${precision === null ? "" : ` (${precision})`}`;
  return [named, adapter, savedAt.slice(0, 10), `Framewise ${VERSION}`]
    .filter((part) => part !== null)
    .join(", ");
}

/** A request with its switches, and what is meant by those that it leaves out. */
export const requestRecord = (request: PlanRequest) => ({
  method: request.method,
  variant: variantOf(request),
  rounding: request.switches?.rounding ?? null,
  budget: request.budget ?? null,
  ends: reads(request, "ends") ? (request.ends ?? DEFAULT_ENDS) : null,
  seed: reads(request, "seed") ? (request.seed ?? 0) : null,
  retention: request.retention,
});

/** Returns "one-glimpse_cover-25-percent_chart.csv": the clip, what is in it, and what kind of export it is. */
export function exportName(clip: string, parts: readonly string[], extension: string): string {
  const words = parts.map((part) => slugOf(part.replaceAll("%", "percent"), 60));
  const named = slugOf(clip.replace(/\.[^.]*$/, "")) || "video";
  return `${[named, ...words].join("_")}.${extension}`;
}
