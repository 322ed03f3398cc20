// Decides which files a request means, given what the repository holds and what is stored already.

import type { DownloadRequest } from "../api.ts";
import type { HubEntry } from "../hub/hub.ts";
import { isWeights } from "../../precision.ts";
import type { Manifest, ManifestFile } from "../disk/manifest.ts";

export interface WantedEntries {
  readonly entries: readonly HubEntry[];
  /** The optional paths that the repository lacks. */
  readonly absent: readonly string[];
  /** The required paths that the repository lacks. */
  readonly missing: readonly string[];
}

/** Returns the entries of the wanted paths, and of the external data beside each graph. */
export function wantedEntries(
  { files }: DownloadRequest,
  tree: readonly HubEntry[],
): WantedEntries {
  const byPath = new Map(tree.map((entry) => [entry.path, entry]));
  const entries = new Map<string, HubEntry>();
  const absent: string[] = [];
  const missing: string[] = [];
  for (const { path, isOptional = false } of files) {
    const entry = byPath.get(path);
    if (entry === undefined) {
      (isOptional ? absent : missing).push(path);
      continue;
    }
    entries.set(path, entry);
    for (const beside of tree) if (isDataOf(path, beside.path)) entries.set(beside.path, beside);
  }
  return { entries: [...entries.values()], absent, missing };
}

/** Returns the files in the order in which they are fetched: weights last, since graphs tell much without them. */
export const weightsLast = (files: readonly ManifestFile[]): readonly ManifestFile[] =>
  files.toSorted((a, b) => Number(isWeights(a.path)) - Number(isWeights(b.path)));

/** `x.onnx_data` and `x.onnx_data_1`, … are the external data of `x.onnx`. */
function isDataOf(graph: string, path: string): boolean {
  return (
    graph.endsWith(".onnx") &&
    path.startsWith(`${graph}_data`) &&
    /^(_\d+)?$/.test(path.slice(graph.length + "_data".length))
  );
}

/** Plans a file, keeping what is already stored of the very same file. */
export function plannedFile(entry: HubEntry, known: ManifestFile | undefined): ManifestFile {
  const { path, bytes, digest } = entry;
  if (known?.digest?.hex === digest.hex && known.bytes === bytes) return known;
  return { path, bytes, digest, slices: null, sha256: null, badParts: [] };
}

/** Whether the plan on disk holds all that is asked for, so that the hub need not be asked. */
export function isCovered({ files, absent }: Manifest, request: DownloadRequest): boolean {
  const known = new Map(files.map((file) => [file.path, file]));
  const hasFiles = request.files.every(
    ({ path, isOptional = false }) =>
      known.get(path)?.slices === null || (isOptional && absent.includes(path)),
  );
  const { tensors } = request;
  return hasFiles && (tensors === undefined || hasTensors(known.get(tensors.path), tensors.names));
}

/** Whether a file is a whole safetensors file, or a small one that has these tensors. */
export function hasTensors(file: ManifestFile | undefined, names: readonly string[]): boolean {
  if (file === undefined) return false;
  return file.slices === null || names.every((name) => file.slices?.names.includes(name));
}

/** Returns the entries of these paths and of the external data beside them. */
export function filesOf(manifest: Manifest, paths: readonly string[]): readonly ManifestFile[] {
  return manifest.files.filter(({ path }) =>
    paths.some((wanted) => wanted === path || isDataOf(wanted, path)),
  );
}
