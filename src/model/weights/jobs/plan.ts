// Which files a request means, given what the repository holds and what is here already.

import type { DownloadRequest } from "../api.ts";
import type { HubEntry } from "../hub/hub.ts";
import type { Manifest, ManifestFile } from "../disk/manifest.ts";

export interface WantedEntries {
  readonly entries: readonly HubEntry[];
  /** Optional paths that the repository does not have. */
  readonly absent: readonly string[];
  /** Paths that it should have and does not. */
  readonly missing: readonly string[];
}

/** The entries of the wanted paths, and of the external data beside each graph. */
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

/** `x.onnx_data` and `x.onnx_data_1`, … are the external data of `x.onnx`. */
function isDataOf(graph: string, path: string): boolean {
  return (
    graph.endsWith(".onnx") &&
    path.startsWith(`${graph}_data`) &&
    /^(_\d+)?$/.test(path.slice(graph.length + "_data".length))
  );
}

/** A file as it is planned, with what is already here of the very same file. */
export function plannedFile(entry: HubEntry, known: ManifestFile | undefined): ManifestFile {
  const { path, bytes, digest } = entry;
  if (known?.digest?.hex === digest.hex && known.bytes === bytes) return known;
  return { path, bytes, digest, slices: null, sha256: null, badParts: [] };
}

/** True when the plan on disk holds all that is asked for: then the hub need not be asked what there is. */
export function isCovered({ files, absent }: Manifest, request: DownloadRequest): boolean {
  const known = new Map(files.map((file) => [file.path, file]));
  const hasFiles = request.files.every(
    ({ path, isOptional = false }) =>
      known.get(path)?.slices === null || (isOptional && absent.includes(path)),
  );
  const { tensors } = request;
  return hasFiles && (tensors === undefined || hasTensors(known.get(tensors.path), tensors.names));
}

/** True when a file is all of a safetensors file, or the small one with these tensors. */
export function hasTensors(file: ManifestFile | undefined, names: readonly string[]): boolean {
  if (file === undefined) return false;
  return file.slices === null || names.every((name) => file.slices?.names.includes(name));
}

/** The entries of these paths and of the external data beside them; others are of other requests. */
export function filesOf(manifest: Manifest, paths: readonly string[]): readonly ManifestFile[] {
  return manifest.files.filter(({ path }) =>
    paths.some((wanted) => wanted === path || isDataOf(wanted, path)),
  );
}
