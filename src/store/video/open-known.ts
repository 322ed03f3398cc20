// Opens again what was open before, from wherever it came.

import type { SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { sourceOfFile, type OpeningSource } from "./opening/run.ts";
import { isHere, type Sample } from "./types.ts";

interface Ways {
  readonly open: (source: OpeningSource) => Promise<void>;
  readonly openSample: (sample: Sample) => Promise<void>;
  readonly openUrl: (url: string) => Promise<void>;
  readonly openSaved: (memory: SavedMemory) => Promise<void>;
  readonly refreshSaved: () => Promise<void>;
}

/** Returns a function that opens a file of this visit again; it does nothing for one that is gone. */
export function createKnownOpener(
  { get }: SessionContext,
  ways: Ways,
): (fileKey: number) => Promise<void> {
  const openMemory = async (id: string) => {
    if (get().saved.phase !== "ready") await ways.refreshSaved();
    const { saved } = get();
    const memory =
      saved.phase === "ready" ? saved.memories.find((one) => one.id === id) : undefined;
    if (memory !== undefined) await ways.openSaved(memory);
  };
  return async (fileKey) => {
    const file = get().files.find(({ key }) => key === fileKey);
    if (file === undefined) return;
    const { origin, sample } = file;
    if (isHere(file)) await ways.open(sourceOfFile(file));
    else if (sample !== null) await ways.openSample(sample);
    else if (origin.kind === "address") await ways.openUrl(origin.url);
    else if (origin.kind === "memory") await openMemory(origin.id);
  };
}
