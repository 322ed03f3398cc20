// The stand-in hub for a test in the browser: the test puts repositories, sets faults, and reads from the log what
// crossed the wire. Every test has a repository of its own, and so its own log and faults.

import { inject, vi } from "vitest";
import type { DownloadProgress, Weights } from "../../src/model/weights/api.ts";
import type { DiskFile } from "../../src/disk/disk-file.ts";
import type { DiskFolders, FilePart } from "../../src/disk/disk-folders.ts";
import type { Tuning } from "../../src/model/weights/tuning.ts";
import type { Fault } from "../../tools/hub/faults.ts";
import type { LogEntry } from "../../tools/hub/log.ts";
import { seeded } from "./random.ts";

/** Small parts and short waits, so that files of some hundred kilobytes have many parts and faults take no time. */
export const QUICK: Partial<Tuning> = {
  partBytes: 64 * 1024,
  flushBytes: 32 * 1024,
  retryBaseMs: 5,
  retryMaxMs: 40,
  stallMs: 400,
  progressMs: 0,
};

let lastRepo = 0;

export interface TestHub {
  readonly repo: string;
  readonly settings: { readonly baseUrl: string; readonly token: null };
  /** Replaces all faults, each for this repository. */
  faults(...faults: Omit<Fault, "repo">[]): Promise<void>;
  /**
   * Cuts the connection at each of these bytes of the file, with other faults beside. Returns what must hear the
   * download's progress: a connection is cut only once everything that was sent before is stored, because a browser
   * throws away what its page has not read yet.
   */
  cuts(
    path: string,
    offsets: readonly number[],
    ...others: Omit<Fault, "repo">[]
  ): Promise<(progress: DownloadProgress) => void>;
  put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Returns the requests for this repository, without preflights. */
  log(): Promise<LogEntry[]>;
  /** Returns the requests that were answered with bytes of this file. */
  served(path: string): Promise<LogEntry[]>;
}

/** Makes a new repository with these files. */
export async function testHub(
  files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
): Promise<TestHub> {
  const baseUrl = inject("hubUrl");
  const repo = `org/model-${++lastRepo}-${Date.now()}`;
  const put: TestHub["put"] = async (path, body) => {
    await fetch(`${baseUrl}/__repos/${repo}/${path}`, { method: "PUT", body });
  };
  const log: TestHub["log"] = async () => {
    const all = (await (await fetch(`${baseUrl}/__log`)).json()) as LogEntry[];
    return all.filter((entry) => entry.repo === repo && entry.method !== "OPTIONS");
  };
  const hub: TestHub = {
    repo,
    settings: { baseUrl, token: null },
    put,
    log,
    async faults(...faults) {
      const body = JSON.stringify(faults.map((fault) => ({ ...fault, repo })));
      const { status } = await fetch(`${baseUrl}/__faults`, { method: "POST", body });
      if (status !== 204) throw new Error(`The hub does not know one of these faults: ${body}`);
    },
    async cuts(path, offsets, ...others) {
      const stalls = offsets.map(
        (atOffset) => ({ kind: "stall", path, atOffset, times: 1 }) as const,
      );
      await hub.faults(...stalls, ...others);
      const left = [...offsets].sort((one, other) => one - other);
      return ({ doneBytes }) => {
        while (left[0] !== undefined && doneBytes >= left[0]) {
          left.shift();
          void fetch(`${baseUrl}/__break`, { method: "POST", body: repo });
        }
      };
    },
    async served(path) {
      return (await log()).filter((entry) => entry.path === path && entry.sentBytes > 0);
    },
  };
  for (const [path, bytes] of Object.entries(files)) await put(path, bytes);
  await hub.faults();
  return hub;
}

/** Waits until at least so many bytes of the repository are counted as stored. */
export async function untilHere(weights: Weights, repo: string, bytes: number): Promise<void> {
  await vi.waitUntil(
    async () => ((await weights.list()).find((one) => one.repo === repo)?.doneBytes ?? 0) >= bytes,
    { timeout: 30_000, interval: 20 },
  );
}

/** Returns bytes that do not repeat, the same for the same seed. */
export function randomBytes(count: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = seeded(seed);
  return Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

export async function blobBytes(blob: Blob | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (blob === undefined) throw new Error("There is no such file.");
  return new Uint8Array(await blob.arrayBuffer());
}

/** Whether both hold the same bytes; quicker and shorter than a matcher's list of differences. */
export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

/** Returns the AppError's code and words, and fails when the promise resolves. */
export async function refusalOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; hint: string }> {
  try {
    await promise;
  } catch (thrown) {
    const {
      code = String(thrown),
      message,
      hint = "",
    } = thrown as Error & {
      code?: string;
      hint?: string;
    };
    return { code, message, hint };
  }
  throw new Error("It should have failed.");
}

/** Returns a disk that takes `roomBytes` and then fails with `errorName`, like a full one or a private window. */
export function fullDisk(roomBytes: number, errorName: string): DiskFolders {
  const files = new Map<string, Blob>();
  let room = roomBytes;
  const key = (repo: string, name: string): string => `${repo}\0${name}`;
  const take = (bytes: number): void => {
    if (bytes > room) throw new DOMException("No more.", errorName);
    room -= bytes;
  };
  return {
    names: async () => [...new Set([...files.keys()].map((each) => each.split("\0")[0]!))],
    text: async (repo, name) => (await files.get(key(repo, name))?.text()) ?? null,
    write: async (repo, name, parts) => {
      take(0);
      const all: FilePart[] = [];
      for await (const part of parts) all.push(part);
      files.set(key(repo, name), new Blob(all));
    },
    file: async (repo, name) => files.get(key(repo, name)) ?? null,
    openFile: async (repo, name): Promise<DiskFile> => {
      const content = (): Blob => files.get(key(repo, name)) ?? new Blob();
      return {
        async write(bytes, at) {
          take(bytes.length);
          const old = content();
          files.set(
            key(repo, name),
            new Blob([old.slice(0, at), bytes, old.slice(at + bytes.length)]),
          );
        },
        async truncate(size) {
          files.set(key(repo, name), content().slice(0, size));
        },
        flush: () => Promise.resolve(),
        close: () => Promise.resolve(),
      };
    },
    removeFile: async (repo, name) => void files.delete(key(repo, name)),
    remove: async (repo) => {
      for (const name of files.keys()) if (name.startsWith(`${repo}\0`)) files.delete(name);
    },
  };
}
