import { readModel } from "../../src/model/onnx/read-model.ts";
import { tensorValues } from "../../src/model/onnx/tensor-values.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import type { ReplicaOptions } from "../../tools/replica/options.ts";

/** Returns a miniature model folder as a picker would give it. */
export function replicaBlobs(options: Omit<ReplicaOptions, "scale">): Map<string, Blob> {
  const files = replicaFiles({ ...options, scale: "mini" });
  return new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])]));
}

/**
 * Puts a NaN into the scale of the first norm, like an overflow on some GPUs. A NaN elsewhere can get lost, because the
 * exponential of a software GPU turns it into a number.
 */
export async function spoil(files: Map<string, Blob>, path: string): Promise<void> {
  const bytes = new Uint8Array(await files.get(path)!.arrayBuffer());
  const scale = [...readModel(bytes).weights.values()].find(({ name }) =>
    /norm\d*\.weight$/.test(name),
  );
  if (scale === undefined) throw new Error(`${path} has no norm.`);
  const window = scale.bytes;
  const first = new Uint8Array(new Float32Array(tensorValues(scale)!.slice(0, 2)).buffer);
  const at = window.findIndex((_, i) => first.every((byte, j) => window[i + j] === byte));
  window.set(new Uint8Array(new Float32Array([NaN]).buffer), at);
  files.set(path, new Blob([bytes]));
}
