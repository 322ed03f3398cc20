// The family of a model that is not loaded.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../browser/cache.ts";
import type { ChosenModel } from "../../cli/model.ts";

/** Returns the `model_type` of a model's folder. */
export function modelFamily({ id, folder }: ChosenModel): string {
  const file = join(folder ?? join(ROOT, "public/models", id), "config.json");
  const config = JSON.parse(readFileSync(file, "utf8")) as { readonly model_type?: string };
  return config.model_type ?? "";
}
