// Identifies the model that a memory belongs to, since another model cannot use its entries.

import { AppError } from "../base/errors.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";

export interface ModelKey {
  readonly id: string;
  /** The family's name, for people. */
  readonly title: string;
  readonly precision: string;
  /** The digest of configuration and decoder, in hex. */
  readonly digest: string;
}

export const modelKey = ({ id, config, precision, digest }: LoadedModel): ModelKey => ({
  id,
  title: config.title,
  precision: precision.id,
  digest,
});

/** Checks that the loaded model is the wanted one. @throws AppError `memory-other-model`. */
export function checkModel(wanted: ModelKey, loaded: LoadedModel): void {
  const here = modelKey(loaded);
  const isSame = wanted.digest === here.digest && wanted.precision === here.precision;
  if (isSame && wanted.id === here.id) return;
  const [mine, other] = [nameOf(wanted), nameOf(here)];
  const what = mine === other ? `another version of ${other} is loaded` : `${other} is loaded`;
  throw new AppError(
    "memory-other-model",
    `This video was read with ${mine}, and ${what}. One model cannot use the memory of another.`,
    `Load ${mine} to ask about it, or read the video again.`,
  );
}

const nameOf = ({ id, precision }: ModelKey): string => `"${id}" (${precision})`;
