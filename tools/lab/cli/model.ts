// Turns --model ID | DIR into what the page fetches.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename } from "node:path";
import { AppError } from "../../../src/base/errors.ts";
import { ROOT } from "../browser/cache.ts";
import type { Lab } from "../browser/lab.ts";
import { personPath } from "./options.ts";

export const EMBEDDED_MODEL = "framewise-shapes";

export interface ChosenModel {
  readonly id: string;
  /** A folder to serve, for a model that is not the project's own. */
  readonly folder?: string;
}

/** Chooses the model. @throws AppError `model-unknown` for neither the project's model nor a folder of a model. */
export function chooseModel(text: string = EMBEDDED_MODEL): ChosenModel {
  const own = `${ROOT}/public/models`;
  const ids = existsSync(own) ? readdirSync(own) : [];
  if (ids.includes(text)) return { id: text };
  const folder = personPath(text);
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder && existsSync(`${folder}/config.json`)) return { id: basename(folder), folder };
  throw new AppError(
    "model-unknown",
    isFolder
      ? `The folder "${text}" has no config.json, so it is not a model.`
      : `"${text}" is neither a model of this project (${ids.join(", ")}) nor a folder.`,
    "Give one of those ids or the path of a model folder.",
  );
}

export function modelUrl(lab: Lab, { id, folder }: ChosenModel): string {
  return `${lab.url}${folder === undefined ? `models/${id}/` : "given/"}`;
}
