// The hub's addresses and the two questions it is asked: which commit a revision is, and which files the commit holds.
// The layout is huggingface.co's, which mirrors share.

import { AppError } from "../../../base/errors.ts";
import type { HubSettings } from "../api.ts";
import type { Digest } from "../hash.ts";
import { strangeAnswer, type Asked } from "./refusals.ts";
import { get } from "./request.ts";

export interface HubEntry {
  readonly path: string;
  readonly bytes: number;
  readonly digest: Digest;
}

export interface Hub {
  asked(path: string | null): Asked;
  fileUrl(commit: string, path: string): string;
  /** Returns the commit of a branch, tag or commit. */
  commit(revision: string, signal: AbortSignal): Promise<string>;
  /** Returns all files of a commit. */
  tree(commit: string, signal: AbortSignal): Promise<HubEntry[]>;
}

const REPO = /^[\w][\w.-]*\/[\w][\w.-]*$/;
const COMMIT = /^[\da-f]{40,64}$/;
/** The most pages of a listing that are believed: a model folder has dozens of files. */
const MAX_PAGES = 50;

/** Opens a repository of the hub. @throws AppError `hub-address` or `model-name` for invalid settings. */
export function openHub(settings: HubSettings, repo: string, stallMs: number): Hub {
  const base = baseOf(settings.baseUrl);
  if (!REPO.test(repo)) {
    throw new AppError(
      "model-name",
      `"${repo}" is not the name of a model on a hub.`,
      'Write the owner and the name with a slash between, such as "owner/model".',
    );
  }
  const asked = (path: string | null): Asked => ({
    host: base.host,
    repo,
    path,
    hasToken: settings.token !== null,
  });
  const ask = (url: string, signal: AbortSignal) =>
    get(url, { hub: settings, asked: asked(null), signal, stallMs });
  const root = base.href.replace(/\/+$/, "");
  return {
    asked,
    fileUrl: (commit, path) =>
      `${root}/${repo}/resolve/${commit}/${path.split("/").map(encodeURIComponent).join("/")}`,
    async commit(revision, signal) {
      const url = `${root}/api/models/${repo}/revision/${encodeURIComponent(revision)}`;
      const value = (await (await ask(url, signal)).json()) as { sha?: unknown } | null;
      const sha = value?.sha;
      if (typeof sha === "string" && COMMIT.test(sha)) return sha;
      throw strangeAnswer("its description names no commit", asked(null));
    },
    async tree(commit, signal) {
      const entries: HubEntry[] = [];
      let url: string | null = `${root}/api/models/${repo}/tree/${commit}?recursive=true`;
      for (let page = 0; url !== null && page < MAX_PAGES; page++) {
        const answer = await ask(url, signal);
        const list = await answer.json();
        if (!Array.isArray(list))
          throw strangeAnswer("its file listing is not a list", asked(null));
        for (const item of list) {
          const entry = entryOf(item, asked(null));
          if (entry !== null) entries.push(entry);
        }
        url = nextPage(answer.response.headers.get("link"), base.origin);
      }
      return entries;
    },
  };
}

function baseOf(text: string): URL {
  const base = URL.parse(text);
  if (base !== null && /^https?:$/.test(base.protocol)) return base;
  throw new AppError(
    "hub-address",
    `"${text}" is not the address of a hub.`,
    'Enter an address that begins with "https://" in the hub\'s settings.',
  );
}

/** Reads a file of the listing; null for a folder. The digest decides later whether its bytes are right. */
function entryOf(item: unknown, asked: Asked): HubEntry | null {
  const { type, path, size, oid, lfs } = (item ?? {}) as Partial<Record<string, unknown>>;
  if (type === undefined) throw strangeAnswer("its listing has an entry without a type", asked);
  if (type !== "file") return null;
  const large = lfs as { oid?: unknown; size?: unknown } | undefined;
  const bytes = large?.size ?? size;
  const hex = large?.oid ?? oid;
  const isSound =
    typeof path === "string" &&
    Number.isSafeInteger(bytes) &&
    typeof hex === "string" &&
    (large === undefined ? /^[\da-f]{40}$/ : /^[\da-f]{64}$/).test(hex);
  if (!isSound) {
    throw strangeAnswer("its listing has an entry without size or digest", asked);
  }
  const kind = large === undefined ? "git-sha1" : "sha256";
  return { path, bytes: bytes as number, digest: { kind, hex } };
}

/** Returns the next page of a listing, only on the hub's own origin, because the token is sent along. */
function nextPage(link: string | null, origin: string): string | null {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return url !== undefined && URL.parse(url)?.origin === origin ? url : null;
}
