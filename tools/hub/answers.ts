// The answers that are not files: refusals, JSON, and the listing of a repository page by page.

import type { ServerResponse } from "node:http";
import type { HubFile } from "./repos.ts";

/** Allows any page by CORS; a bare answer hides the headers that a resumed download reads. */
export function allowOrigins(response: ServerResponse, isBare: boolean): void {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  if (isBare) return;
  response.setHeader(
    "Access-Control-Allow-Headers",
    "authorization, range, if-range, content-type",
  );
  response.setHeader(
    "Access-Control-Expose-Headers",
    "X-Repo-Commit, X-Error-Code, X-Error-Message, ETag, Link, Accept-Ranges, Content-Range, Retry-After, X-Linked-Size, X-Linked-ETag",
  );
}

/** Refuses in the hub's form: a status, with the reason in X-Error-Code. */
export function refuse(response: ServerResponse, status: number, errorCode?: string): void {
  if (errorCode !== undefined) response.setHeader("X-Error-Code", errorCode);
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ error: errorCode ?? `status ${status}` }));
}

export function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader("Content-Type", "application/json").end(JSON.stringify(value));
}

/** Sends one page of a listing, with the address of the next one in the Link header. */
export function sendPage(
  response: ServerResponse,
  url: URL,
  entries: readonly unknown[],
  pageEntries: number,
  hubUrl: string,
): void {
  const from = Number(url.searchParams.get("cursor") ?? 0);
  if (from + pageEntries < entries.length) {
    const next = new URL(url.pathname + url.search, hubUrl);
    next.searchParams.set("cursor", String(from + pageEntries));
    response.setHeader("Link", `<${next.href}>; rel="next"`);
  }
  sendJson(response, entries.slice(from, from + pageEntries));
}

/** Returns the files under a folder ("" is all), as the hub's tree endpoint does. */
export async function treeEntries(
  files: ReadonlyMap<string, HubFile>,
  under: string,
  isLfs: (file: HubFile) => boolean,
): Promise<unknown[]> {
  const prefix = under === "" ? "" : `${under}/`;
  const wanted = [...files.values()].filter(({ path }) => path.startsWith(prefix));
  const folders = new Set(
    wanted.flatMap(({ path }) =>
      path.includes("/") ? [path.slice(0, path.lastIndexOf("/"))] : [],
    ),
  );
  const listed = wanted.map(async (file) => ({
    type: "file",
    path: file.path,
    size: file.size,
    oid: await file.gitSha1(),
    ...(isLfs(file) && { lfs: { oid: await file.sha256(), size: file.size, pointerSize: 134 } }),
  }));
  return [
    ...[...folders].map((path) => ({ type: "directory", path, size: 0, oid: "0".repeat(40) })),
    ...(await Promise.all(listed)),
  ];
}
