// A stand-in for a model hub on this machine: the hub's URLs, its redirect of large files to another origin, ETag,
// Range and CORS, and faults on demand. It knows the revision "main" and the commit itself, which is the one that the
// page's catalogue pins for the repository, or else the digest of the listing.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { MODELS } from "../../src/model/catalogue/models.ts";
import { allowOrigins, refuse, sendJson, sendPage, treeEntries } from "./answers.ts";
import { controlAnswer } from "./control.ts";
import { FaultList, type Fault, type Target } from "./faults.ts";
import type { LogEntry } from "./log.ts";
import { requestedRange } from "./range.ts";
import { commitOf, createRepos, type HubFile, type Repos } from "./repos.ts";
import { sendBody } from "./send.ts";
import { Stalled } from "./stalled.ts";

export interface HubOptions {
  /** Bytes by repository and path, or a folder that holds org/name/…; default: an empty hub. */
  readonly repos?: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>> | string;
  readonly faults?: readonly Fault[];
  /** The port; 0 (default) takes any free one. */
  readonly port?: number;
  readonly cdnPort?: number;
  /** The number of entries on a page of the listing. */
  readonly pageEntries?: number;
}

export interface Hub {
  /** The address, "http://127.0.0.1:port". */
  readonly url: string;
  /** The other origin to which large files are redirected. */
  readonly cdnUrl: string;
  readonly log: LogEntry[];
  readonly repos: Repos;
  setFaults(faults: readonly Fault[]): void;
  close(): Promise<void>;
}

// Entries that follow a branch are left out, because the hub tells their commit.
const PINNED: ReadonlyMap<string, string> = new Map(
  MODELS.filter(({ revision }) => /^[0-9a-f]{40}$/.test(revision)).map(({ id, revision }) => [
    id,
    revision,
  ]),
);

// Such files and larger ones are stored beside the repository and redirected: the hub's .gitattributes for new repositories,
// and its limit for a plain git blob.
const LFS_NAMES = /\.(onnx|onnx_data(_\d+)?|safetensors|bin|pt|gguf)$/;
const LFS_BYTES = 10 * 1024 ** 2;

export async function startHub(options: HubOptions = {}): Promise<Hub> {
  const { repos: content, pageEntries = 1000 } = options;
  const repos =
    typeof content === "string" ? createRepos(new Map(), content) : createRepos(content);
  const faults = new FaultList();
  faults.set(options.faults ?? []);
  const log: LogEntry[] = [];
  const stalled = new Stalled();
  const isLfs = (file: HubFile): boolean => LFS_NAMES.test(file.path) || file.size >= LFS_BYTES;

  /** Logs the request and applies the faults that concern its head; null when one of them answered it. */
  const begin = (
    server: LogEntry["server"],
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
  ): LogEntry | null => {
    const { range = null, authorization = null } = request.headers;
    const ifRange = request.headers["if-range"]?.toString() ?? null;
    const { method = "GET" } = request;
    const entry: LogEntry = {
      server,
      method,
      repo: target.repo,
      path: target.path,
      range,
      ifRange,
      authorization,
      status: 0,
      start: 0,
      sentBytes: 0,
    };
    log.push(entry);
    response.on("close", () => (entry.status = response.statusCode));
    const isBare = faults.take(target, ["bare-cors"]).length > 0;
    if (faults.take(target, ["no-cors"]).length === 0) allowOrigins(response, isBare);
    if (method === "OPTIONS") {
      response.writeHead(204).end();
      return null;
    }
    const gate = faults.takeOne(target, ["gated"], () => server === "hub");
    const broken =
      gate !== undefined && authorization !== `Bearer ${gate.token ?? ""}`
        ? { status: 401, errorCode: "GatedRepo", retryAfterSec: undefined }
        : faults.takeOne(target, ["status"]);
    if (broken === undefined) return entry;
    if (broken.retryAfterSec !== undefined) response.setHeader("Retry-After", broken.retryAfterSec);
    refuse(response, broken.status ?? 500, broken.errorCode);
    return null;
  };

  const sendFile = async (
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    file: HubFile,
    entry: LogEntry,
  ): Promise<void> => {
    const changed = faults.takeOne(target, ["etag"])?.etag;
    const etag = `"${changed ?? (isLfs(file) ? await file.sha256() : await file.gitSha1())}"`;
    const ifRange = request.headers["if-range"]?.toString();
    const { range } = request.headers;
    const asked = requestedRange(
      { ...(range && { range }), ...(ifRange && { ifRange }) },
      file.size,
      etag,
    );
    response.setHeader("ETag", etag).setHeader("Accept-Ranges", "bytes");
    response.setHeader("Content-Type", "application/octet-stream");
    if (asked === "unsatisfiable") {
      response.writeHead(416, { "Content-Range": `bytes */${file.size}` }).end();
      return;
    }
    let bytes = asked === "whole" ? { start: 0, end: file.size } : asked;
    if (asked === "whole" || faults.take(target, ["ignore-range"]).length > 0) {
      bytes = { start: 0, end: file.size };
      response.writeHead(200, { "Content-Length": file.size });
    } else {
      if (faults.take(target, ["wrong-range"]).length > 0) {
        bytes = { start: Math.max(0, bytes.start - 7), end: Math.max(1, bytes.end - 7) };
      }
      response.writeHead(206, {
        "Content-Length": bytes.end - bytes.start,
        "Content-Range": `bytes ${bytes.start}-${bytes.end - 1}/${file.size}`,
      });
    }
    entry.start = bytes.start;
    if (request.method === "HEAD") response.end();
    else await sendBody(response, file, bytes, faults, stalled, target, entry);
  };

  const hub = createServer((request, response) =>
    guard(response, async () => {
      const url = new URL(request.url ?? "/", "http://hub");
      if (url.pathname.startsWith("/__")) {
        allowOrigins(response, false);
        await controlAnswer(request, response, url, { faults, log, repos, stalled });
        return;
      }
      const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)(?:\/(.*))?$/.exec(
        url.pathname,
      );
      const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
      const [, repo = "", ...rest] = (api ?? resolve ?? []).map((part: string | undefined) =>
        decodeURIComponent(part ?? ""),
      );
      const path = api !== null ? `api:${rest[0]}` : (rest[1] ?? "");
      const target = { repo, path };
      const entry = begin("hub", request, response, target);
      if (entry === null) return;
      const files = repos.files(repo);
      // Without a token, a repository that does not exist looks the same as a private one.
      if (files === null) return refuse(response, 401, "RepoNotFound");
      const commit = PINNED.get(repo) ?? (await commitOf(files));
      const revision = api !== null ? rest[1] : rest[0];
      if (revision !== "main" && revision !== commit) {
        return refuse(response, 404, "RevisionNotFound");
      }
      if (path === "api:revision") return sendJson(response, { id: repo, sha: commit });
      if (path === "api:tree") {
        const under = rest[2] ?? "";
        const entries = await treeEntries(files, under, isLfs);
        return sendPage(response, url, entries, pageEntries, hubUrl);
      }
      const file = files.get(path);
      if (file === undefined) return refuse(response, 404, "EntryNotFound");
      response.setHeader("X-Repo-Commit", commit);
      if (!isLfs(file)) return sendFile(request, response, target, file, entry);
      const sha256 = await file.sha256();
      response
        .writeHead(302, {
          Location: `${cdnUrl}/${repo}/${sha256}?path=${encodeURIComponent(path)}`,
          "X-Linked-ETag": `"${sha256}"`,
          "X-Linked-Size": file.size,
        })
        .end();
    }),
  );

  const cdn = createServer((request, response) =>
    guard(response, async () => {
      const url = new URL(request.url ?? "/", "http://cdn");
      const [, owner = "", name = "", sha256] = url.pathname.split("/");
      const target = { repo: `${owner}/${name}`, path: url.searchParams.get("path") ?? "" };
      const entry = begin("cdn", request, response, target);
      if (entry === null) return;
      const file = repos.files(target.repo)?.get(target.path);
      if (file === undefined || (await file.sha256()) !== sha256) return refuse(response, 404);
      await sendFile(request, response, target, file, entry);
    }),
  );

  const hubUrl = await listen(hub, options.port ?? 0);
  const cdnUrl = await listen(cdn, options.cdnPort ?? 0);
  return {
    url: hubUrl,
    cdnUrl,
    log,
    repos,
    setFaults: (next) => faults.set(next),
    close: async () => {
      await Promise.all([stop(hub), stop(cdn)]);
    },
  };
}

function guard(response: ServerResponse, answer: () => Promise<void>): void {
  answer().catch((thrown: unknown) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { "Content-Type": "text/plain" }).end(String(thrown));
  });
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
