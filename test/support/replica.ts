import { replicaFiles } from "../../tools/replica/files.ts";
import type { ReplicaOptions } from "../../tools/replica/options.ts";

/** A miniature model folder as a picker would give it. */
export function replicaBlobs(options: Omit<ReplicaOptions, "scale">): Map<string, Blob> {
  const files = replicaFiles({ ...options, scale: "mini" });
  return new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])]));
}

/** Puts a NaN where the scale of a norm begins: overflow, as some GPUs make it. */
export async function spoil(files: Map<string, Blob>, path: string): Promise<void> {
  const bytes = new Uint8Array(await files.get(path)!.arrayBuffer());
  const ones = new Uint8Array(new Float32Array([1, 1, 1, 1]).buffer);
  const at = bytes.findIndex((_, i) => ones.every((byte, j) => bytes[i + j] === byte));
  if (at < 0) throw new Error(`${path} has no norm.`);
  bytes.set(new Uint8Array(new Float32Array([NaN]).buffer), at);
  files.set(path, new Blob([bytes]));
}
