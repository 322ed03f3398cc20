// A model as a folder of files, in the layout of the hub's ONNX exports. This one interface hides where the folder is:
// on a static host, or picked from the disk.

import { AppError } from "../base/errors.ts";
import { configError } from "../base/json.ts";
import { sizeWords } from "../base/size-words.ts";
import type { Precision } from "./precision.ts";
import { zeroBlob } from "./zero-blob.ts";

/** How far the reading of one file is. */
export interface ByteProgress {
  /** The file's path in the folder. */
  readonly file: string;
  /** The bytes that have come. */
  readonly doneBytes: number;
  /** The bytes of the whole file; 0 when the server does not say. */
  readonly totalBytes: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
}

export interface ModelFolder {
  readonly id: string;
  has(path: string, options?: ReadOptions): Promise<boolean>;
  /** Reads a whole file of at most 64 MiB. @throws AppError `model-file-missing`, `model-unreachable`, `model-config`. */
  bytes(path: string, options?: ReadOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Like `bytes`, but null when the folder has no such file. */
  maybeBytes(path: string, options?: ReadOptions): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Returns the file as a Blob, which need not be in memory. @throws like `bytes`. */
  blob(path: string, options?: ReadOptions): Promise<Blob>;
  /** Reads bytes `from` … `to` − 1, fewer where the file ends. @throws like `bytes`. */
  range(
    path: string,
    from: number,
    to: number,
    options?: ReadOptions,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

interface AnySource {
  /** The model's name in reports; memories remember it. */
  readonly id: string;
  /** The sets of graph files to try, best first. Default: those that the folder has. */
  readonly precisions?: readonly Precision[];
}

/** A model folder on a host. */
export interface UrlSource extends AnySource {
  /** The kind of source. */
  readonly kind: "url";
  /** The folder's address, with "/" at its end, of the same origin or readable by CORS. */
  readonly url: string;
}

/** A model folder that was picked on disk, or that the weights store keeps. */
export interface FilesSource extends AnySource {
  /** The kind of source. */
  readonly kind: "files";
  /** The files by their paths in the folder, such as "onnx/vision_encoder.onnx". */
  readonly files: ReadonlyMap<string, Blob>;
}

/** Where a model folder is. */
export type ModelSource = UrlSource | FilesSource;

/** The largest file that is read into memory as a whole; the largest published tokenizer.json has half of that. */
const MOST_BYTES = 64 * 2 ** 20;

/** What differs between the two kinds of folder; null means that there is no such file. */
interface FileReader {
  has(path: string, options?: ReadOptions): Promise<boolean>;
  blob(path: string, options?: ReadOptions): Promise<Blob | null>;
  range(
    path: string,
    from: number,
    to: number,
    options?: ReadOptions,
  ): Promise<Uint8Array<ArrayBuffer> | null>;
}

export function openFolder(source: ModelSource): ModelFolder {
  const { id } = source;
  const reader = source.kind === "url" ? hostReader(id, source.url) : filesReader(id, source.files);
  const must = <T>(found: T | null, path: string): T => {
    if (found !== null) return found;
    throw new AppError(
      "model-file-missing",
      `The model "${id}" has no file "${path}".`,
      "A model folder holds config.json, preprocessor_config.json (or processor_config.json), tokenizer.json, tokenizer_config.json and onnx/*.onnx; fetch it again or choose another.",
    );
  };
  const maybeBytes: ModelFolder["maybeBytes"] = async (path, options) => {
    const blob = await reader.blob(path, options);
    if (blob === null) return null;
    if (blob.size <= MOST_BYTES) return bytesOf(id, path, blob);
    throw configError(
      `${path} has ${sizeWords(blob.size)}; at most ${sizeWords(MOST_BYTES)} are read.`,
    );
  };
  return {
    id,
    has: (path, options) => reader.has(path, options),
    blob: async (path, options) => must(await reader.blob(path, options), path),
    maybeBytes,
    bytes: async (path, options) => must(await maybeBytes(path, options), path),
    range: async (path, from, to, options) =>
      must(await reader.range(path, from, to, options), path),
  };
}

/** Returns the same folder with zeros in the place of files that it lacks; `sizes` has their bytes. */
export const withZeros = (
  folder: ModelFolder,
  sizes: ReadonlyMap<string, number>,
): ModelFolder => ({
  ...folder,
  async blob(path, options) {
    const bytes = sizes.get(path);
    return bytes === undefined ? folder.blob(path, options) : zeroBlob(bytes);
  },
});

function filesReader(id: string, files: ReadonlyMap<string, Blob>): FileReader {
  return {
    has: async (path) => files.has(path),
    blob: async (path) => files.get(path) ?? null,
    async range(path, from, to) {
      const file = files.get(path);
      return file === undefined ? null : bytesOf(id, path, file.slice(from, to));
    },
  };
}

/** A file on disk can vanish or be locked after it was picked. */
async function bytesOf(id: string, path: string, blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw unreachable(id, path, "the file is gone or changed", cause);
  }
}

function hostReader(id: string, baseUrl: string): FileReader {
  /** Returns null for 404, and for hosts with a fallback page, which answer every path with 200 and HTML. */
  const ask = async (path: string, init: RequestInit): Promise<Response | null> => {
    const response = await fetch(new URL(path, baseUrl), init).catch((cause: unknown) => {
      init.signal?.throwIfAborted();
      throw unreachable(id, path, "the connection failed", cause);
    });
    if (response.status === 404) return null;
    if (response.headers.get("content-type")?.startsWith("text/html")) return null;
    if (!response.ok) throw unreachable(id, path, `the server answered ${response.status}`);
    return response;
  };
  const read = async <T>(
    path: string,
    signal: AbortSignal | undefined,
    take: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await take();
    } catch (cause) {
      signal?.throwIfAborted();
      throw unreachable(id, path, "the connection was cut", cause);
    }
  };
  return {
    async has(path, { signal } = {}) {
      return (await ask(path, { method: "HEAD", signal: signal ?? null })) !== null;
    },
    async blob(path, { signal, onProgress } = {}) {
      const response = await ask(path, { signal: signal ?? null });
      if (response === null) return null;
      return read(path, signal, () => new Response(counted(response, path, onProgress)).blob());
    },
    async range(path, from, to, { signal } = {}) {
      const headers = { range: `bytes=${from}-${to - 1}` };
      const response = await ask(path, { headers, signal: signal ?? null });
      if (response === null) return null;
      const bytes = await read(path, signal, () => response.arrayBuffer());
      // A host that does not support ranges sends the whole file.
      return new Uint8Array(response.status === 206 ? bytes : bytes.slice(from, to));
    },
  };
}

/** Returns the response's body, and reports the size of each piece that passes. */
function counted(
  response: Response,
  file: string,
  onProgress: ReadOptions["onProgress"],
): ReadableStream<Uint8Array<ArrayBuffer>> | null {
  const encoded = response.headers.has("content-encoding"); // the length then counts compressed bytes
  const totalBytes = encoded ? 0 : Number(response.headers.get("content-length") ?? 0);
  let doneBytes = 0;
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      doneBytes += piece.length;
      onProgress?.({ file, doneBytes, totalBytes });
      controller.enqueue(piece);
    },
  });
  return response.body?.pipeThrough(count) ?? null;
}

function unreachable(id: string, path: string, why: string, cause?: unknown): AppError {
  return new AppError(
    "model-unreachable",
    `"${path}" of the model "${id}" could not be read: ${why}.`,
    "Check the connection and try again; nothing that was open is lost.",
    { cause },
  );
}
