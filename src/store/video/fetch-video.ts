// Fetches a video from an address, with progress. The server must allow other pages to read it (CORS).

import { AppError, isAbort } from "../../base/errors.ts";
import type { Count } from "./types.ts";

export interface FetchOptions {
  readonly fetch: typeof fetch;
  /** Whether the browser has a network. */
  readonly isOnline: () => boolean;
  readonly signal: AbortSignal;
  /** `total` is 0 when the server does not say. */
  readonly onProgress: (bytes: Count) => void;
}

/** Does a part of the fetching, and says why where the network ends it. */
async function reach<T>(
  url: string,
  { isOnline }: FetchOptions,
  part: () => Promise<T>,
): Promise<T> {
  try {
    return await part();
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    if (!isOnline())
      throw new AppError(
        "url-offline",
        `This browser is offline, so the video at ${url} could not be read.`,
        "Connect this computer to the network, then try again. Videos of this computer open without it.",
        { cause },
      );
    throw new AppError(
      "url-unreachable",
      `The video at ${url} could not be read.`,
      "Check the address and the connection. Many sites do not let other pages read their files: download the video, then drop it in here.",
      { cause },
    );
  }
}

async function request(url: string, options: FetchOptions): Promise<Response> {
  const { fetch, signal } = options;
  const response = await reach(url, options, () => fetch(url, { signal }));
  if (!response.ok) {
    throw new AppError(
      "url-refused",
      `The server answered ${response.status} for ${url}.`,
      "Check the address in a new tab; it must lead to the video without signing in.",
    );
  }
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/html")) {
    throw new AppError(
      "url-not-a-video",
      `The address ${url} leads to a web page, not to a video file.`,
      "Use the address of the file itself (it often ends in .mp4 or .webm), or download the video and drop it in here.",
    );
  }
  return response;
}

/** Fetches the video. @throws AppError `url-offline`, `url-unreachable`, `url-refused`, `url-not-a-video`; AbortError when stopped. */
export async function fetchVideo(url: string, options: FetchOptions): Promise<Blob> {
  const response = await request(url, options);
  const total = Number(response.headers.get("content-length") ?? 0);
  const type = response.headers.get("content-type") ?? "";
  if (response.body === null) return reach(url, options, () => response.blob());
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const read = await reach(url, options, () => reader.read());
    if (read.done) break;
    parts.push(read.value);
    done += read.value.byteLength;
    options.onProgress({ done, total: Math.max(total, done) });
  }
  return new Blob(parts, { type });
}
