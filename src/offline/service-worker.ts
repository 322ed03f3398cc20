// Keeps the page for the next visit, so that it opens without a network: its own files, the embedded model and the
// samples when it is installed. It also isolates the page from other origins, so that the processor may compute on several
// threads. Models from the hub are not its affair: they lie in OPFS.

import { cachedRange } from "./cached-range.ts";
import { isolated } from "./isolation.ts";
import type { OfflineFiles } from "./offline-files.ts";
import { keepShared, SHARE_PATH } from "./keep-shared.ts";

/** What the build puts here: tools/dev/offline-files.ts. */
declare const __OFFLINE_FILES__: OfflineFiles;

/** The little of the worker's scope that is used; TypeScript's "webworker" library does not live beside "dom". */
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(
    type: "install" | "activate",
    listener: (event: { waitUntil(done: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    type: "fetch",
    listener: (event: {
      readonly request: Request;
      respondWith(response: Promise<Response>): void;
    }) => void,
  ): void;
}

const scope = self as unknown as Scope;
const { version, files, folders, runtimes, software } = __OFFLINE_FILES__;
const CACHE = `framewise-${version}`;
const at = (path: string): string => new URL(path, scope.registration.scope).href;
const PAGE = at("./");
const RUNTIME = "Suspending" in WebAssembly ? runtimes.jspi : runtimes.asyncify;
/** Where WebGPU is there and gives no adapter, it is kept when it is first used. */
const SOFTWARE = "gpu" in navigator ? [] : software;

scope.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...[...files, ...RUNTIME, ...SOFTWARE].map(at)])),
  );
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name !== CACHE);
      await Promise.all(
        old.filter((name) => name.startsWith("framewise-")).map((name) => caches.delete(name)),
      );
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!request.url.startsWith(PAGE)) return;
  if (request.method === "HEAD") event.respondWith(head(request));
  if (request.method === "POST" && request.url === at(SHARE_PATH)) {
    event.respondWith(keepShared(request, PAGE));
  }
  if (request.method !== "GET") return;
  const { mode, destination } = request;
  const response = mode === "navigate" ? newestPage(request) : kept(request);
  // Both must have the headers, the page and the scripts of its workers.
  const isScope = mode === "navigate" || destination === "worker";
  event.respondWith(isScope ? response.then(isolated) : response);
});

/** The network's page, so that a new version shows at once; the kept one when there is no network. */
async function newestPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    const page = await caches.match(PAGE);
    if (page !== undefined) return page;
    throw cause;
  }
}

/** Whether there is such a file. */
async function head(request: Request): Promise<Response> {
  const found = await caches.match(request.url);
  return found === undefined ? fetch(request) : new Response(null, { headers: found.headers });
}

/** What is kept, else the network's; that is kept too. File names carry the hash of what is in them. */
async function kept(request: Request): Promise<Response> {
  const range = request.headers.get("range");
  const found = await caches.match(request.url);
  if (found !== undefined) return range === null ? found : cachedRange(found, range);
  let response: Response;
  try {
    response = await fetch(request);
  } catch (cause) {
    // Of a folder that is kept whole, what is not kept does not exist: a model's optional files are asked for by name.
    if (folders.some((folder) => request.url.startsWith(at(folder)))) {
      return new Response(null, { status: 404 });
    }
    throw cause;
  }
  // Some hosts answer for a file that they do not have with their start page.
  const isFallback = response.headers.get("content-type")?.startsWith("text/html") === true;
  if (response.status === 200 && range === null && !isFallback) {
    const cache = await caches.open(CACHE);
    // A full disk must not keep the page from what it asked for.
    await cache.put(request.url, response.clone()).catch(() => undefined);
  }
  return response;
}
