// The lab without a browser: the engine in this process, graphs and shaders on its processor.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildNodeEngine } from "../browser/build-page.ts";
import { ROOT } from "../browser/cache.ts";
import type { Lab } from "../browser/lab.ts";
import type { LoadedLab } from "../cli/loaded-lab.ts";
import type { ChosenModel } from "../cli/model.ts";
import type { startEngine } from "./engine.ts";

interface Bundle {
  readonly startEngine: typeof startEngine;
}

/** Starts the engine and loads the model. Of the page's calls it has `evalNeedle` alone. */
export async function openNodeLab(
  { id, folder = join(ROOT, "public/models", id) }: ChosenModel,
  note: (text: string) => void,
): Promise<LoadedLab> {
  const built = join(await buildNodeEngine(note), "engine.js");
  const { startEngine } = (await import(pathToFileURL(built).href)) as Bundle;
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), new Blob([readFileSync(path)])] as const;
      }),
  );
  const { model, adapter, evalNeedle } = await startEngine(id, files, (text) => {
    if (text !== "") note(text);
  });
  const noPage = (): never => {
    throw new Error("The lab in Node has no page.");
  };
  const call = (name: string, args: Parameters<typeof evalNeedle>[0]): unknown =>
    name === "evalNeedle" ? evalNeedle(args) : noPage();
  const lab: Lab = {
    url: "",
    get page() {
      return noPage();
    },
    version: process.version,
    call: call as Lab["call"],
    giveFiles: noPage,
    reload: noPage,
    close: async () => undefined,
  };
  return { lab, url: "", model, adapter };
}
