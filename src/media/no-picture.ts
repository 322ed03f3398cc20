// Why a file has no picture that can be read: it is a picture or a piece, has only sound or subtitles, is protected,
// packed in an unusual way, or cut off.

import type { AppError } from "../base/errors.ts";
import { fileKind, KIND_BYTES } from "./file-kind.ts";
import { readMatroskaTracks } from "./matroska-headers.ts";
import { readMp4Headers, type Mp4Headers } from "./mp4-headers.ts";
import * as refuse from "./refusals.ts";

/** The sample entries of copy-protected pictures: common encryption and iTunes. */
const PROTECTED = ["encv", "drmi"];
const SUBTITLES = ["text", "subt", "sbtl", "clcp", "subp"];
const EBML = 0x1a45dfa3;

/** Whether every picture track of an MP4 is copy-protected. */
export function isProtected({ tracks }: Mp4Headers): boolean {
  const pictures = tracks?.filter(({ handler }) => handler === "vide") ?? [];
  return pictures.length > 0 && pictures.every((track) => PROTECTED.includes(track.sampleEntry));
}

/** Returns the refusal of a file in which no picture track was found. */
export async function noPicture(file: Blob, name: string): Promise<AppError> {
  const head = new Uint8Array(await file.slice(0, KIND_BYTES).arrayBuffer());
  if (fileKind(head) !== null) return refuse.unreadable(file, name, null);
  const isMatroska = head.length >= 4 && new DataView(head.buffer).getUint32(0) === EBML;
  const kinds = isMatroska ? await matroskaKinds(file) : await mp4Kinds(file);
  if (kinds === null) return refuse.brokenOff(name);
  if (kinds.includes("encrypted")) return refuse.copyProtected(name);
  if (kinds.includes("compressed")) return refuse.packed(name);
  if (kinds.includes("video")) return refuse.unreadable(file, name, new Error("unread track"));
  return refuse.withoutPicture(name, kinds);
}

async function matroskaKinds(file: Blob): Promise<string[] | null> {
  const tracks = await readMatroskaTracks(file);
  if (tracks === null) return null;
  return tracks.map(({ kind, packing }) =>
    kind !== "video" || packing === "plain" ? kind : packing,
  );
}

async function mp4Kinds(file: Blob): Promise<string[] | null> {
  const { tracks } = await readMp4Headers(file);
  if (tracks === null) return null;
  return tracks.map(({ handler }) => {
    if (handler === "vide") return "video";
    if (handler === "soun") return "audio";
    return SUBTITLES.includes(handler) ? "subtitles" : "other";
  });
}
