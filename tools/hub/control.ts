// The stand-in's own controls, for tests in a browser: POST /__faults, GET and DELETE /__log, PUT
// /__repos/org/name/path, and POST /__break with a repository's name, which ends its stalled connections.

import type { IncomingMessage, ServerResponse } from "node:http";
import { checkFault, type FaultList } from "./faults.ts";
import type { LogEntry } from "./log.ts";
import type { Repos } from "./repos.ts";
import type { Stalled } from "./stalled.ts";

export interface Controlled {
  readonly faults: FaultList;
  readonly log: LogEntry[];
  readonly repos: Repos;
  readonly stalled: Stalled;
}

export async function controlAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { faults, log, repos, stalled }: Controlled,
): Promise<void> {
  const put = /^\/__repos\/([^/]+\/[^/]+)\/(.+)$/.exec(url.pathname);
  const action = `${request.method ?? ""} ${put === null ? url.pathname : "/__repos"}`;
  if (request.method === "OPTIONS") response.writeHead(204).end();
  else if (action === "POST /__faults") {
    const given: unknown = JSON.parse((await body(request)).toString());
    if (!Array.isArray(given)) throw new Error("POST /__faults wants a list of faults.");
    faults.set(given.map(checkFault));
    response.writeHead(204).end();
  } else if (action === "POST /__break") {
    stalled.breakAll((await body(request)).toString());
    response.writeHead(204).end();
  } else if (action === "GET /__log") {
    response.setHeader("Content-Type", "application/json").end(JSON.stringify(log));
  } else if (action === "DELETE /__log") {
    log.length = 0;
    response.writeHead(204).end();
  } else if (action === "PUT /__repos" && put !== null) {
    const [, repo = "", path = ""] = put.map(decodeURIComponent);
    repos.put(repo, path, await body(request));
    response.writeHead(204).end();
  } else response.writeHead(404).end();
}

async function body(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
