// The files that were opened in this session. A file that comes again is recognised, so that the answers about it stay answers
// about the open video.

import { newId } from "../new-id.ts";
import type { SessionContext } from "../session/context.ts";
import type { FileOrigin, VideoFile } from "./types.ts";

/** Whether two origins are of the same file. */
function isSameOrigin(one: FileOrigin, other: FileOrigin): boolean {
  const others: Readonly<Record<string, unknown>> = { ...other };
  return Object.entries(one).every(([name, value]) => others[name] === value);
}

/** Returns the file with its key: that of the first time, or a new one. From then on it is known. */
export function knowFile<File extends Omit<VideoFile, "key">>(
  { get, set }: Pick<SessionContext, "get" | "set">,
  file: File,
): File & VideoFile {
  const { files } = get();
  const known = files.find(({ origin }) => isSameOrigin(origin, file.origin));
  const named = { ...file, key: known?.key ?? newId() };
  // What came over the network can be fetched again, and is large.
  const isFetched = file.origin.kind === "sample" || file.origin.kind === "address";
  const kept: VideoFile = isFetched ? { ...named, blob: null } : named;
  set({ files: [...files.filter(({ key }) => key !== named.key), kept] });
  return named;
}
