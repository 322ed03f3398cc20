// Opens again what was open before, from wherever it came.

import type { SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { recentOf } from "../recent/recent-of.ts";
import type { LookingWay } from "../whole/types.ts";
import { knowFile } from "./known-files.ts";
import type { OpenOptions } from "./opening/run.ts";
import { sourceOfFile, type OpeningSource } from "./opening/source.ts";
import { sourceOfSample, sourceOfUrl } from "./sources.ts";
import { isHere, type Sample, type VideoFile } from "./types.ts";

interface Ways {
  readonly open: (source: OpeningSource, options?: OpenOptions) => Promise<void>;
  readonly openSaved: (memory: SavedMemory) => Promise<void>;
  readonly refreshSaved: () => Promise<void>;
}

export interface KnownOpener {
  /** Opens a file of this session again; does nothing for one that is not here and cannot be fetched. */
  readonly openKnown: (fileKey: number, way?: LookingWay) => Promise<void>;
  /** Returns from where a file of this session can be had without asking; null from nowhere. */
  readonly sourceOf: (file: VideoFile) => Promise<OpeningSource | null>;
}

export function createKnownOpener(
  context: SessionContext,
  samples: () => Promise<readonly Sample[]>,
  { open, openSaved, refreshSaved }: Ways,
): KnownOpener {
  const { env, get } = context;
  /** Finds a file of an earlier visit by its handle, where the browser still lets it be read. */
  const foundAgain = async (file: VideoFile): Promise<OpeningSource | null> => {
    const recent = recentOf(await env.recent.list(), file.origin);
    if (recent === null) return null;
    const found = await env.recent.find(recent.id, false);
    if (found.kind !== "found" || found.file.lastModified !== recent.modifiedMs) return null;
    return sourceOfFile(knowFile(context, { ...file, blob: found.file }));
  };
  const sourceOf = async (file: VideoFile): Promise<OpeningSource | null> => {
    const { origin } = file;
    if (isHere(file)) return sourceOfFile(file);
    if (origin.kind === "disk") return foundAgain(file);
    if (origin.kind === "address") return sourceOfUrl(context, origin.url);
    if (origin.kind !== "sample") return null;
    const sample = (await samples()).find((one) => one.file === origin.file);
    return sample === undefined ? null : sourceOfSample(context, sample);
  };
  const openMemory = async (id: string): Promise<void> => {
    if (get().saved.phase !== "ready") await refreshSaved();
    const { saved } = get();
    const memory =
      saved.phase === "ready" ? saved.memories.find((one) => one.id === id) : undefined;
    if (memory !== undefined) await openSaved(memory);
  };
  return {
    sourceOf,
    openKnown: async (fileKey, way = "auto") => {
      const file = get().files.find(({ key }) => key === fileKey);
      if (file === undefined) return;
      if (file.origin.kind === "memory") return openMemory(file.origin.id);
      const source = await sourceOf(file);
      if (source !== null) await open(source, { way });
    },
  };
}
