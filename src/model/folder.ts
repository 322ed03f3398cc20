// A model is a folder of files, in the layout that the hub's ONNX exports use. Where it lies (a static host,
// a folder picked on disk) is hidden behind this one interface.

import { AppError } from "../base/errors.ts";

export interface ByteProgress {
  readonly file: string;
  readonly doneBytes: number;
  /** 0 when the server does not say. */
  readonly totalBytes: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
}

export interface ModelFolder {
  readonly id: string;
  /** The whole file. @throws AppError `model-file-missing`, `model-unreachable`. */
  bytes(path: string, options?: ReadOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Like `bytes`, but null when the folder has no such file. */
  maybeBytes(path: string, options?: ReadOptions): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** Where a model folder is: `url` ends with "/", same-origin or CORS-readable; `files` is a folder picked on disk. */
export type ModelSource =
  | { readonly kind: "url"; readonly id: string; readonly url: string }
  | { readonly kind: "files"; readonly id: string; readonly files: ReadonlyMap<string, Blob> };

export function openFolder(source: ModelSource): ModelFolder {
  const maybeBytes: ModelFolder["maybeBytes"] =
    source.kind === "url"
      ? (path, options) => fetchFile(source.id, source.url, path, options)
      : async (path) => {
          const file = source.files.get(path);
          return file === undefined ? null : new Uint8Array(await file.arrayBuffer());
        };
  return {
    id: source.id,
    maybeBytes,
    async bytes(path, options) {
      const found = await maybeBytes(path, options);
      if (found !== null) return found;
      throw new AppError(
        "model-file-missing",
        `The model "${source.id}" has no file "${path}".`,
        "A model folder holds config.json, preprocessor_config.json, tokenizer.json, tokenizer_config.json and onnx/*.onnx; fetch it again or choose another.",
      );
    },
  };
}

async function fetchFile(
  id: string,
  baseUrl: string,
  path: string,
  { signal, onProgress }: ReadOptions = {},
): Promise<Uint8Array<ArrayBuffer> | null> {
  let response: Response;
  try {
    response = await fetch(new URL(path, baseUrl), { signal: signal ?? null });
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(id, path, "the connection failed", cause);
  }
  if (response.status === 404) return null;
  // Static hosts with a fallback page answer every path with 200 and HTML.
  if (response.headers.get("content-type")?.startsWith("text/html")) return null;
  if (!response.ok) throw unreachable(id, path, `the server answered ${response.status}`);
  try {
    return await collect(response, path, onProgress);
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(id, path, "the connection was cut", cause);
  }
}

async function collect(
  response: Response,
  file: string,
  onProgress: ReadOptions["onProgress"],
): Promise<Uint8Array<ArrayBuffer>> {
  const encoded = response.headers.has("content-encoding"); // then the length counts other bytes
  const totalBytes = encoded ? 0 : Number(response.headers.get("content-length") ?? 0);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let doneBytes = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) break;
    pieces.push(value);
    doneBytes += value.length;
    onProgress?.({ file, doneBytes, totalBytes });
  }
  const bytes = new Uint8Array(doneBytes);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

function unreachable(id: string, path: string, why: string, cause?: unknown): AppError {
  return new AppError(
    "model-unreachable",
    `"${path}" of the model "${id}" could not be read: ${why}.`,
    "Check the connection and try again; nothing that was open is lost.",
    { cause },
  );
}
