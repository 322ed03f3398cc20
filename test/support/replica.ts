import { replicaFiles } from "../../tools/replica/files.ts";
import type { ReplicaOptions } from "../../tools/replica/options.ts";

/** A miniature model folder as a picker would give it. */
export function replicaBlobs(options: Omit<ReplicaOptions, "scale">): Map<string, Blob> {
  const files = replicaFiles({ ...options, scale: "mini" });
  return new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])]));
}
