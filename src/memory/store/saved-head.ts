// The head of a saved memory: what it is about, and the size and digest of all its files. It is written last, so a
// folder without a head is an interrupted save.

import { AppError } from "../../base/errors.ts";
import { isDeep } from "../../base/json.ts";
import { sha256Hex } from "../../base/sha256.ts";
import type { DiskPart } from "../../disk/part.ts";
import { damaged, DELETE_HINT } from "./storage-errors.ts";

/** One chunk, whose record and detailed entries are in files. */
export interface SavedChunk {
  readonly record: DiskPart;
  readonly entries: DiskPart;
}

export interface SavedHead {
  /** Plain data of the caller. */
  readonly about: unknown;
  readonly chunks: readonly SavedChunk[];
  /** The states behind its last chunk; null for a decoder without. */
  readonly states: DiskPart | null;
  /** Whether each record has a file of its own, so that the memory can grow; else one file has them all. */
  readonly canGrow: boolean;
}

/** What is there of a forgotten chunk, which has no files. */
export const FORGOTTEN: SavedChunk = ((nothing: DiskPart) => ({
  record: nothing,
  entries: nothing,
}))({ bytes: 0, sha256: "0".repeat(64) });

/**
 * Versions 1 and 2, the second with codes in its records, had all records in one file. Records of version 4 can have rows
 * beside their tokens. In version 5 a forgotten chunk is null, because of hours there are thousands; records have the keys
 * of their newest tokens.
 */
const VERSIONS = { plain: 1, withCodes: 2, growing: 3, pieced: 4, forgetting: 5 } as const;
const LATEST = VERSIONS.forgetting;
const VERSION_NUMBERS: readonly unknown[] = Object.values(VERSIONS);

/** Returns the text of the head of a memory that can grow, with a digest of itself. */
export async function headText({ chunks, ...head }: HeadBody): Promise<string> {
  const written = chunks.map((chunk) => (chunk.record.bytes === 0 ? null : chunk));
  const body = bodyOf({ ...head, chunks: written });
  return JSON.stringify({ version: LATEST, sha256: await bodyDigest(body), ...body });
}

type HeadBody = Pick<SavedHead, "about" | "chunks" | "states">;

/** What is written of a head. Earlier versions knew no states, so that a digest without them is theirs. */
const bodyOf = ({
  about,
  chunks,
  states,
}: Omit<HeadBody, "chunks"> & { readonly chunks: readonly (SavedChunk | null)[] }) => ({
  about,
  chunks,
  ...(states === null ? {} : { states }),
});

/** Reads a head. @throws AppError `memory-damaged`, or `memory-newer` when a later Framewise wrote it. */
export async function parseHead(text: string): Promise<SavedHead> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged("The saved video cannot be opened: its head is not JSON.", DELETE_HINT, cause);
  }
  if (isDeep(value)) {
    throw damaged("The saved video cannot be opened: its head is nested too deeply.", DELETE_HINT);
  }
  if (!isObject(value))
    throw damaged("The saved video cannot be opened: it has no head.", DELETE_HINT);
  const { version, sha256, about, chunks, states = null } = value;
  if (typeof version === "number" && version > LATEST) {
    throw new AppError(
      "memory-newer",
      `The saved video is in format ${version}, which a later Framewise wrote; this one reads formats up to ${LATEST}.`,
      "Reload the page to get the later one, or read the video again.",
    );
  }
  const isWhole =
    Array.isArray(chunks) && chunks.every(isChunk) && (states === null || isPart(states));
  if (!VERSION_NUMBERS.includes(version) || !isWhole) {
    throw damaged("The saved video cannot be opened: its head is not whole.", DELETE_HINT);
  }
  if (sha256 !== (await bodyDigest(bodyOf({ about, chunks, states })))) {
    throw damaged("The saved video cannot be opened: its head was altered.", DELETE_HINT);
  }
  return {
    about,
    chunks: chunks.map((chunk) => chunk ?? FORGOTTEN),
    states,
    canGrow: Number(version) >= VERSIONS.growing,
  };
}

/** JSON.parse and JSON.stringify keep the order of keys and the values of numbers. */
const bodyDigest = (body: ReturnType<typeof bodyOf>): Promise<string> =>
  sha256Hex(new TextEncoder().encode(JSON.stringify(body)));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isPart = (value: unknown): value is DiskPart =>
  isObject(value) &&
  typeof value["bytes"] === "number" &&
  Number.isSafeInteger(value["bytes"]) &&
  value["bytes"] >= 0 &&
  typeof value["sha256"] === "string" &&
  /^[\da-f]{64}$/.test(value["sha256"]);

const isChunk = (value: unknown): value is SavedChunk | null =>
  value === null || (isObject(value) && isPart(value["record"]) && isPart(value["entries"]));
