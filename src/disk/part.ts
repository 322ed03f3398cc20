// A part of a file that was written, and the digest by which it is recognised.

import { sha256Hex } from "../base/sha256.ts";

export interface DiskPart {
  readonly bytes: number;
  /** The digest as lower-case hex. */
  readonly sha256: string;
}

export const partOf = async (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<DiskPart> => ({
  bytes: bytes.byteLength,
  sha256: await sha256Hex(bytes),
});
