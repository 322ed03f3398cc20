// Single tensors out of a large safetensors file: its header is read by Range, the wanted tensors' bytes are
// fetched by Range, and what is kept is a small safetensors file of the same path. Layout: 8 bytes header
// length (little endian), a JSON header with offsets counted from its end, the data.
//
// The hub publishes one digest of the large file, which this does not read as a whole: these bytes rest on the
// connection and on the pinned commit. Their own digest, taken on arrival, guards them on disk.

import { AppError } from "../../../base/errors.ts";
import { sha256Hex } from "../../../base/sha256.ts";
import { fetchRange } from "./fetch-range.ts";
import type { HubEntry } from "../hub/hub.ts";
import type { Job } from "./job.ts";
import type { ManifestFile, TensorSlices } from "../disk/manifest.ts";
import { dataName, removeFile, saveSidecar } from "../disk/sidecar.ts";

const LENGTH_BYTES = 8;
/** The format's own reader has the same limit. */
const HEADER_MAX_BYTES = 100_000_000;
/** This way is for a row or two; more should be fetched as a file. */
const SLICES_MAX_BYTES = 256 * 1024 ** 2;

interface Place {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/**
 * Plans what to keep of `entry`: those of `names` that it has, and `keptNames`, which earlier requests wanted.
 * @throws AppError `model-weights` when it has none of them or its header is not a safetensors header.
 */
export async function planTensors(
  job: Job,
  entry: HubEntry,
  names: readonly string[],
  keptNames: readonly string[],
): Promise<ManifestFile> {
  const { path, bytes: fileBytes } = entry;
  if (fileBytes < LENGTH_BYTES) throw badFile(path, `it has ${fileBytes} bytes`);
  const head = await fetchRange(job, path, { start: 0, end: LENGTH_BYTES, fileBytes });
  const headerBytes = Number(new DataView(head.buffer).getBigUint64(0, true));
  const dataStart = LENGTH_BYTES + headerBytes;
  if (headerBytes > HEADER_MAX_BYTES || dataStart > fileBytes) {
    throw badFile(path, `its header claims ${headerBytes} bytes`);
  }
  const bytes = await fetchRange(job, path, { start: LENGTH_BYTES, end: dataStart, fileBytes });
  const header = parseHeader(path, bytes);
  const kept: Record<string, Place> = {};
  const ranges: [number, number][] = [];
  let length = 0;
  const allNames = [...new Set([...keptNames, ...names])];
  for (const name of allNames) {
    if (!Object.hasOwn(header, name)) continue;
    const place = header[name];
    const [start, end] = placeOf(path, name, place, fileBytes - dataStart);
    ranges.push([dataStart + start, dataStart + end]);
    kept[name] = { ...(place as Place), data_offsets: [length, length + end - start] };
    length += end - start;
  }
  if (!names.some((name) => Object.hasOwn(kept, name))) {
    throw new AppError(
      "model-weights",
      `"${path}" of the model "${job.repo}" has none of the tensors ${names.map((name) => `"${name}"`).join(", ")}.`,
      "The repository may be of another model or revision; choose another.",
    );
  }
  if (length > SLICES_MAX_BYTES) throw badFile(path, `the wanted tensors have ${length} bytes`);
  const slices: TensorSlices = {
    names: allNames,
    header: padded(JSON.stringify(kept)),
    ranges,
    sourceBytes: fileBytes,
  };
  return {
    path,
    bytes: LENGTH_BYTES + slices.header.length + length,
    digest: null,
    slices,
    sha256: null,
    badParts: [],
  };
}

/** Fetches the slices and keeps the small file. @returns its SHA-256. */
export async function fetchTensors(
  job: Job,
  file: ManifestFile,
  slices: TensorSlices,
): Promise<string> {
  const { store, repo, meter } = job;
  meter.phase("downloading", file.path);
  const bytes = new Uint8Array(file.bytes);
  const header = new TextEncoder().encode(slices.header);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let at = LENGTH_BYTES + header.length;
  for (const [start, end] of slices.ranges) {
    if (end > start) {
      const wanted = { start, end, fileBytes: slices.sourceBytes };
      bytes.set(await fetchRange(job, file.path, wanted), at);
    }
    at += end - start;
    meter.file(file.path, at, end - start);
  }
  await removeFile(store, repo, file.path);
  const out = await store.openFile(repo, dataName(file.path));
  try {
    await out.write(bytes, 0);
    await out.flush();
  } finally {
    await out.close();
  }
  const sha256 = await sha256Hex(bytes);
  // The file is one part, so damage anywhere in it means fetching the slices again.
  await saveSidecar(store, repo, file.path, {
    version: 1,
    partBytes: file.bytes,
    offset: file.bytes,
    parts: [sha256],
  });
  return sha256;
}

function parseHeader(path: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw badFile(path, "its header is not JSON", cause);
  }
  throw badFile(path, "its header is not an object");
}

function placeOf(path: string, name: string, value: unknown, dataBytes: number): [number, number] {
  const { dtype, shape, data_offsets: offsets } = value as Partial<Place>;
  const [start, end] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
  const isInside =
    typeof dtype === "string" &&
    Array.isArray(shape) &&
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    0 <= Number(start) &&
    Number(start) <= Number(end) &&
    Number(end) <= dataBytes;
  if (!isInside) throw badFile(path, `the place of "${name}" lies outside the file`);
  return [Number(start), Number(end)];
}

/** ASCII only, padded to a multiple of eight, as the format's writers do. */
function padded(json: string): string {
  const ascii = json.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return ascii.padEnd(Math.ceil(ascii.length / 8) * 8);
}

function badFile(path: string, why: string, cause?: unknown): AppError {
  return new AppError(
    "model-weights",
    `"${path}" is not a sound safetensors file: ${why}.`,
    "The repository may be damaged; choose another revision of the model.",
    { cause },
  );
}
