// Digests of files. WebCrypto is fast but cannot hash a stream, so it hashes parts; whole files, which arrive in pieces
// and may exceed memory, go through @noble/hashes.

import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hexOf } from "../../base/sha256.ts";

/** The digest that the hub lists for a file: LFS files by SHA-256, small ones by Git's blob id. */
export interface Digest {
  readonly kind: "sha256" | "git-sha1";
  /** The digest as lower-case hex. */
  readonly hex: string;
}

/** The running digest of one file. */
export class FileHash {
  readonly #sha256 = sha256.create();
  readonly #git: ReturnType<typeof sha1.create> | null;

  /** @param bytes The size of the file, which Git's blob id covers. */
  constructor(kind: Digest["kind"], bytes: number) {
    this.#git =
      kind === "git-sha1"
        ? sha1.create().update(new TextEncoder().encode(`blob ${bytes}\0`))
        : null;
  }

  update(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    this.#git?.update(bytes);
  }

  /** Ends the hash: `hub` is compared with the hub's digest, `sha256` is the file's own. */
  finish(): { readonly hub: string; readonly sha256: string } {
    const own = hexOf(this.#sha256.digest());
    return { hub: this.#git === null ? own : hexOf(this.#git.digest()), sha256: own };
  }
}
