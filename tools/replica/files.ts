// A miniature replica in memory, in Node and in the browser alike: for tests that need a model folder.

import { joined } from "./onnx/bytes.ts";
import type { ReplicaOptions } from "./options.ts";
import { replicaParts } from "./parts.ts";

/** Returns the bytes of a whole model folder by path. The same options give the same bytes. */
export function replicaFiles(
  options: ReplicaOptions & { readonly scale: "mini" },
): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  return new Map(replicaParts(options).map((part) => [part.path, joined(part, part.path)]));
}
