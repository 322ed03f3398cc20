// What was watched for, as a memory's notes keep it, with its pictures as text.

import type { WatchedNote } from "../../engine/api.ts";
import { newId } from "../new-id.ts";
import type { StandingWatch } from "./types.ts";

const JPEG = "image/jpeg";

export async function noteOf({
  asked,
  checks,
  skipped,
  hits,
}: StandingWatch): Promise<WatchedNote> {
  const pictured = hits.map(async (hit) => ({
    ...hit,
    picture: hit.picture === null ? null : await textOf(hit.picture),
  }));
  return { ...asked, checks, skipped, hits: await Promise.all(pictured) };
}

export const watchOf = ({ checks, skipped, hits, ...asked }: WatchedNote): StandingWatch => ({
  id: newId(),
  asked,
  last: null,
  checks,
  skipped,
  notifies: false,
  hits: hits.map((hit) => ({
    ...hit,
    picture: hit.picture === null ? null : blobOf(hit.picture),
  })),
  error: null,
});

async function textOf(picture: Blob): Promise<string> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Returns null for a text that holds no bytes. */
function blobOf(text: string): Blob | null {
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Blob([bytes], { type: JPEG });
  } catch {
    return null;
  }
}
