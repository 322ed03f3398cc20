// Fetches a video from an address, with progress. The server must allow other pages to read it (CORS).

import { AppError, isAbort } from "../../base/errors.ts";
import type { Count } from "./types.ts";

export interface FetchOptions {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** `total` is 0 when the server does not say. */
  readonly onProgress: (bytes: Count) => void;
}

/** Returns the last part of the path, decoded, or the host. */
export function nameOfUrl(url: string): string {
  const { pathname, hostname } = new URL(url);
  const last = pathname.split("/").findLast((part) => part !== "");
  if (last === undefined) return hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // a stray % is not a reason to refuse the video
  }
}

/** "example.com/clip.mp4", "localhost:8000/clip.mp4": an address as people type it, which begins with its host. */
const BARE_ADDRESS = /^(?:(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}|[\d.]+|localhost)(?::\d+)?\/\S*$/u;
/** Hosts of the page's own computer, which rarely answer under https. */
const LOCAL_HOST = /^(?:localhost|127(?:\.\d+){3})[:/]/;

/** Returns a typed address with its scheme. What begins with a dot or a slash is beside the page. */
function withScheme(text: string): string {
  if (!BARE_ADDRESS.test(text)) return text;
  return `${LOCAL_HOST.test(text) ? "http" : "https"}://${text}`;
}

/** Sites whose addresses lead to a page that plays a video, and never to its file. */
const PLAYER_PAGES: readonly (readonly [name: string, host: RegExp])[] = [
  ["YouTube", /(?:^|\.)(?:youtube\.com|youtube-nocookie\.com|youtu\.be)$/],
  ["Vimeo", /(?:^|\.)vimeo\.com$/],
  ["TikTok", /(?:^|\.)tiktok\.com$/],
];

/** Whether a pasted or dropped text is an address. */
export const isVideoAddress = (text: string): boolean =>
  /^https?:\/\/\S+$/.test(text.trim()) || BARE_ADDRESS.test(text.trim());

/** Reads an address. @throws AppError `url-invalid`, `url-player-page`. */
export function parseVideoUrl(text: string, baseUrl: string): string {
  const url = URL.parse(withScheme(text.trim()), baseUrl);
  const site = PLAYER_PAGES.find(([, host]) => url !== null && host.test(url.hostname));
  if (site !== undefined) {
    const [name] = site;
    throw new AppError(
      "url-player-page",
      `${name} plays its videos on its own pages only, and gives their files to no other page.`,
      "Download a video that is yours or free to use, and drop the file in here.",
    );
  }
  // Without a scheme, words would be taken for the name of a file beside the page.
  const isWords = text.trim() === "" || /^[^:/]*\s/.test(text.trim());
  if (url !== null && /^(https?|blob|data):$/.test(url.protocol) && !isWords) {
    return url.href;
  }
  throw new AppError(
    "url-invalid",
    `“${text.trim().slice(0, 80)}” is not the address of a video.`,
    "Paste an address that begins with https:// and leads to the video file itself.",
  );
}

async function request(url: string, { fetch, signal }: FetchOptions): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new AppError(
      "url-unreachable",
      `The video at ${url} could not be read.`,
      "Check the address and the connection. Many sites do not let other pages read their files: download the video, then drop it in here.",
      { cause },
    );
  }
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

/** Fetches the video. @throws AppError `url-unreachable`, `url-refused`, `url-not-a-video`; AbortError when stopped. */
export async function fetchVideo(url: string, options: FetchOptions): Promise<Blob> {
  const response = await request(url, options);
  const total = Number(response.headers.get("content-length") ?? 0);
  const type = response.headers.get("content-type") ?? "";
  if (response.body === null) return response.blob();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const read = await reader.read();
    if (read.done) break;
    parts.push(read.value);
    done += read.value.byteLength;
    options.onProgress({ done, total: Math.max(total, done) });
  }
  return new Blob(parts, { type });
}
