// What is known of one model: its files of one commit, what each must be, and which have arrived and been checked. A
// file's entry gets its `sha256` last, after its bytes were compared with the hub's digest; a model is complete when
// every entry has one. The text is replaced as a whole, so a crash leaves the old one.

import type { StoredModel } from "../api.ts";
import type { Digest } from "../hash.ts";
import type { WeightSpill } from "./weight-spill.ts";
import { loadSidecar } from "./sidecar.ts";
import type { DiskFolders } from "../../../disk/disk-folders.ts";

/** Tensors cut out of a larger safetensors file: the small file is `header`, then the ranges of the source. */
export interface TensorSlices {
  readonly names: readonly string[];
  /** The JSON header of the small file. */
  readonly header: string;
  /** The bytes [start, end) of the source, in the order of the header. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  readonly sourceBytes: number;
}

export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  /** The digest that the hub lists; null for slices, of which the hub publishes none. */
  readonly digest: Digest | null;
  readonly slices: TensorSlices | null;
  /** The digest in hex; null until the bytes are stored and checked. */
  readonly sha256: string | null;
  /** The parts that a later check found damaged. */
  readonly badParts: readonly number[];
}

export interface Manifest {
  readonly version: 1;
  readonly repo: string;
  /** The revision that was asked for. */
  readonly revision: string;
  readonly commit: string;
  readonly addedAtMs: number;
  readonly files: readonly ManifestFile[];
  /** The optional files that the repository lacks. */
  readonly absent: readonly string[];
}

const NAME = "manifest";

export const isWhole = ({ sha256, badParts }: ManifestFile): boolean =>
  sha256 !== null && badParts.length === 0;

const isComplete = ({ files }: Manifest): boolean => files.every(isWhole);

export const totalBytes = ({ files }: Manifest): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Reads the manifest. Returns null when there is none or it cannot be read; the folder then counts as empty. */
export async function loadManifest(store: DiskFolders, repo: string): Promise<Manifest | null> {
  const text = await store.text(repo, NAME);
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Manifest>;
    return value.version === 1 && value.repo === repo && Array.isArray(value.files)
      ? (value as Manifest)
      : null;
  } catch {
    return null; // without readable JSON the files are fetched again
  }
}

export function saveManifest(store: DiskFolders, manifest: Manifest): Promise<void> {
  return store.write(manifest.repo, NAME, [JSON.stringify(manifest)]);
}

/** Returns the manifest with one file's entry changed. */
export function withFile(
  manifest: Manifest,
  path: string,
  change: Partial<ManifestFile>,
): Manifest {
  const files = manifest.files.map((file) => (file.path === path ? { ...file, ...change } : file));
  return { ...manifest, files };
}

/** Returns the number of a file's bytes that are stored and not known to be damaged. */
export async function bytesHere(
  store: DiskFolders,
  repo: string,
  file: ManifestFile,
): Promise<number> {
  if (isWhole(file)) return file.bytes;
  const sidecar = await loadSidecar(store, repo, file.path);
  if (sidecar === null) return 0;
  const bad = file.badParts.reduce(
    (sum, part) => sum + Math.min(sidecar.partBytes, file.bytes - part * sidecar.partBytes),
    0,
  );
  return Math.max(0, sidecar.offset - bad);
}

export async function describeStored(store: WeightSpill, manifest: Manifest): Promise<StoredModel> {
  let doneBytes = 0;
  for (const file of manifest.files) doneBytes += await bytesHere(store, manifest.repo, file);
  return {
    repo: manifest.repo,
    commit: manifest.commit,
    files: manifest.files.map((file) => ({
      path: file.path,
      bytes: file.bytes,
      sha256: isWhole(file) ? (file.sha256 ?? "") : "",
    })),
    bytes: totalBytes(manifest),
    addedAtMs: manifest.addedAtMs,
    isComplete: isComplete(manifest),
    isKept: store.isKept(manifest.repo),
    doneBytes,
  };
}
