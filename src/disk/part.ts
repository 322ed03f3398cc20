// Bytes that were written, and how to know them again.

import { sha256Hex } from "../base/sha256.ts";

export interface DiskPart {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export const partOf = async (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<DiskPart> => ({
  bytes: bytes.byteLength,
  sha256: await sha256Hex(bytes),
});
