import { isAbort } from "../../../base/errors.ts";
import type { SavedMemory } from "../../../engine/api.ts";
import type { SessionContext } from "../../session/context.ts";
import { knowFile } from "../known-files.ts";
import type { Count, VideoFile } from "../types.ts";
import type { OpeningSource } from "./source.ts";

/** The video of a memory, and from where it can be had; null from nowhere. */
export interface MemoryFile {
  readonly file: VideoFile;
  readonly source: OpeningSource | null;
}

interface Fetching {
  readonly signal: AbortSignal;
  readonly onProgress: (fetched: Count) => void;
}

/** Returns the video of a memory, without its bytes where they cannot be had. */
export async function fileOfMemory(
  context: SessionContext,
  { id, name }: SavedMemory,
  of: MemoryFile | undefined,
  { signal, onProgress }: Fetching,
): Promise<VideoFile> {
  const origin = { kind: "memory", id } as const;
  if (of === undefined) return knowFile(context, { name, origin, sample: null, blob: null });
  try {
    const file = await of.source?.read(signal, onProgress);
    if (file !== undefined) return file;
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
  }
  return knowFile(context, of.file);
}
