// Opens a headless browser, with or without a model in it, until a piece of work is done.

import type { RuntimeChoice } from "../../../src/engine/api.ts";
import { type Lab, type LabOptions, openLab } from "../browser/lab.ts";
import type { LoadedLab } from "./loaded-lab.ts";
import { type ChosenModel, modelUrl } from "./model.ts";
import type { VerbContext } from "./verb.ts";

/** Opens a browser, and closes it when the work is done, fails or is interrupted. */
export async function withLab<T>(
  { note, track }: Pick<VerbContext, "note" | "track">,
  options: Omit<LabOptions, "note">,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const lab = track(await openLab({ note, ...options }));
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

export interface WithModelOptions extends Omit<LabOptions, "note" | "modelFolder"> {
  readonly chosen: ChosenModel;
  /** Where the graphs run; default fastest. */
  readonly runtime?: RuntimeChoice;
}

/** Does the same with a model that is loaded before the work starts. */
export const withModel = <T>(
  context: Pick<VerbContext, "note" | "track" | "open">,
  { chosen, runtime = "fastest", ...options }: WithModelOptions,
  work: (loaded: LoadedLab) => Promise<T>,
): Promise<T> =>
  context.open === undefined
    ? withLab(context, { ...options, modelFolder: chosen.folder }, async (lab) => {
        const url = modelUrl(lab, chosen);
        return work({ lab, url, ...(await lab.call("load", { id: chosen.id, url, runtime })) });
      })
    : work(context.open);
