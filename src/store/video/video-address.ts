// Addresses of videos as people type, paste and drop them.

import { AppError } from "../../base/errors.ts";

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
