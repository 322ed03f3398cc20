// A static server on this machine only: folders under prefixes, sizes known, nothing outside them.

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

export interface StaticServer {
  /** "http://127.0.0.1:port/" */
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

/** The path without its slash; one that cannot be decoded names no file. */
function pathOf(url: string | undefined): string {
  try {
    return decodeURIComponent((url ?? "/").split("?")[0] ?? "/").slice(1);
  } catch {
    return "\0";
  }
}

/** Serves each folder under its prefix ("" or "name/"); the longest prefix that fits wins. */
export async function serveFolders(folders: ReadonlyMap<string, string>): Promise<StaticServer> {
  const prefixes = [...folders.keys()].sort((one, other) => other.length - one.length);
  const server = createServer((request, response) => {
    const asked = pathOf(request.url);
    const path = asked === "" ? "index.html" : asked;
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
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": stats.size,
      "cache-control": "no-store",
    });
    createReadStream(file)
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
