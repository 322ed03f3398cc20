// The models that a bench measures one after the other: those of the project, those of this disk, and the small exports of the tests,
// whose graphs are kept packed.

import { existsSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { unpackFolder } from "../../export/packed.ts";
import { ROOT } from "../browser/cache.ts";
import { type ChosenModel, chooseModel, EMBEDDED_MODEL } from "../cli/model.ts";
import { or, text } from "../cli/options.ts";

export const MODELS = { models: or(text, EMBEDDED_MODEL) };

const EXPORTS = `${ROOT}/test/fixtures/exports`;

/** Does the work with each model of the list; the files that were unpacked for it are removed when it is done. */
export async function withEachModel(
  list: string,
  work: (model: ChosenModel) => Promise<void>,
): Promise<void> {
  for (const name of list.split(",")) {
    const packed = `${EXPORTS}/${name}`;
    if (!existsSync(`${packed}/config.json`)) {
      await work(chooseModel(name));
      continue;
    }
    const folder = unpackFolder(packed);
    try {
      await work({ id: name, folder });
    } finally {
      rmSync(dirname(folder), { recursive: true, force: true });
    }
  }
}
