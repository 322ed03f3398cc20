// A static server on this machine only: it serves folders under prefixes, with sizes, and nothing outside them.

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { requestedRange, type ByteRange } from "../../hub/range.ts";

export interface StaticServer {
  /** The address, "http://127.0.0.1:port/". */
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Returns the path without its slash; an undecodable path names no file. */
function pathOf(url: string | undefined): string {
  try {
    return decodeURIComponent((url ?? "/").split("?")[0] ?? "/").slice(1);
  } catch {
    return "\0";
  }
}

/** Returns the bytes that a Range asks for; null when none of them exist. */
function askedBytes(range: string | undefined, size: number): ByteRange | null {
  const asked = requestedRange(range === undefined ? {} : { range }, size, "");
  if (asked === "unsatisfiable") return null;
  return asked === "whole" ? { start: 0, end: size } : asked;
}

/** Serves each folder under its prefix ("" or "name/"); the longest matching prefix wins. */
export async function serveFolders(folders: ReadonlyMap<string, string>): Promise<StaticServer> {
  const prefixes = [...folders.keys()].sort((one, other) => other.length - one.length);
  const server = createServer((request, response) => {
    const path = pathOf(request.url) || "index.html";
    const prefix = prefixes.find((each) => path.startsWith(each));
    const folder = prefix === undefined ? undefined : folders.get(prefix);
    const file = folder && join(folder, normalize(path.slice(prefix?.length ?? 0)));
    const stats =
      file !== undefined && folder !== undefined && file.startsWith(folder + sep)
        ? statSync(file, { throwIfNoEntry: false })
        : undefined;
    if (file === undefined || !stats?.isFile()) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not here");
      return;
    }
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.setHeader("cache-control", "no-store");
    const asked = askedBytes(request.headers.range, stats.size);
    if (asked === null) {
      response.writeHead(416, { "content-range": `bytes */${stats.size}` }).end();
      return;
    }
    const { start, end } = asked;
    const isPart = end - start < stats.size;
    response.writeHead(isPart ? 206 : 200, {
      "content-length": end - start,
      "accept-ranges": "bytes",
      ...(isPart ? { "content-range": `bytes ${start}-${end - 1}/${stats.size}` } : {}),
    });
    if (request.method === "HEAD" || end === start) {
      response.end();
      return;
    }
    createReadStream(file, { start, end: end - 1 })
      .on("error", () => response.destroy())
      .pipe(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
