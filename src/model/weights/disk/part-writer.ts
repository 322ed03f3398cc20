// Writes one file in order, part by part. What arrives is hashed at once, collected in a buffer of one part, and
// flushed with its sidecar every few megabytes or every second. Opening the file again continues where the sidecar
// says, after hashing what is stored; a part with another digest is dropped with all that follows.

import { sha256Hex } from "../../../base/sha256.ts";
import { FileHash } from "../hash.ts";
import type { ManifestFile } from "./manifest.ts";
import { dataName, loadSidecar, partRange, saveSidecar } from "./sidecar.ts";
import type { DiskFile } from "../../../disk/disk-file.ts";
import type { DiskFolders } from "../../../disk/disk-folders.ts";
import type { Tuning } from "../tuning.ts";

export class PartWriter {
  readonly #store: DiskFolders;
  readonly #repo: string;
  readonly #file: ManifestFile;
  readonly #tuning: Tuning;
  readonly #out: DiskFile;
  readonly #partBytes: number;
  readonly #buffer: Uint8Array<ArrayBuffer>;
  #hash: FileHash;
  #parts: string[] = [];
  #offset = 0;
  /** The number of bytes written to the file. */
  #written = 0;
  /** The number of bytes that the sidecar counts. */
  #flushed = 0;
  #flushedAtMs = performance.now();

  private constructor(
    store: DiskFolders,
    repo: string,
    file: ManifestFile,
    tuning: Tuning,
    out: DiskFile,
    partBytes: number,
  ) {
    this.#store = store;
    this.#repo = repo;
    this.#file = file;
    this.#tuning = tuning;
    this.#out = out;
    this.#partBytes = partBytes;
    this.#buffer = new Uint8Array(Math.min(partBytes, Math.max(1, file.bytes)));
    this.#hash = newHash(file);
  }

  /** The number of bytes stored, from the file's start. */
  get offset(): number {
    return this.#offset;
  }

  /** Opens the file where it was left. `onChecked` is given the number of its bytes that were hashed again. */
  static async open(
    store: DiskFolders,
    repo: string,
    file: ManifestFile,
    tuning: Tuning,
    options: { signal: AbortSignal; onChecked: (bytes: number) => void },
  ): Promise<PartWriter> {
    const sidecar = await loadSidecar(store, repo, file.path);
    // Read before the handle is opened, because a Blob must not see later writes.
    const here = await store.file(repo, dataName(file.path));
    const out = await store.openFile(repo, dataName(file.path));
    const partBytes = sidecar?.partBytes ?? tuning.partBytes;
    const writer = new PartWriter(store, repo, file, tuning, out, partBytes);
    try {
      if (sidecar !== null && here !== null) {
        const end = Math.min(sidecar.offset, here.size, file.bytes);
        await writer.#take(here, end, sidecar.parts, options);
      }
      await out.truncate(writer.#offset);
      return writer;
    } catch (thrown) {
      await out.close();
      throw thrown;
    }
  }

  async #take(
    here: Blob,
    end: number,
    digests: readonly string[],
    { signal, onChecked }: { signal: AbortSignal; onChecked: (bytes: number) => void },
  ): Promise<void> {
    for (let part = 0; part * this.#partBytes < end; part++) {
      signal.throwIfAborted();
      const [start, partEnd] = partRange(part, this.#partBytes, this.#file.bytes);
      const bytes = new Uint8Array(await here.slice(start, Math.min(end, partEnd)).arrayBuffer());
      const isPartWhole = start + bytes.length === partEnd;
      if (isPartWhole && (await sha256Hex(bytes)) !== digests[part]) return;
      this.#hash.update(bytes);
      this.#buffer.set(bytes);
      this.#offset += bytes.length;
      this.#written = this.#offset;
      this.#flushed = this.#offset;
      if (isPartWhole) this.#parts.push(digests[part] ?? "");
      onChecked(this.#offset);
    }
  }

  /** Appends bytes to the file. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    for (let taken = 0; taken < bytes.length;) {
      const place = this.#offset % this.#partBytes;
      const room = Math.min(this.#partBytes - place, this.#file.bytes - this.#offset);
      const piece = bytes.subarray(taken, taken + room);
      this.#buffer.set(piece, place);
      this.#offset += piece.length;
      taken += piece.length;
      if (piece.length === room) await this.#endPart();
    }
    const unflushed = this.#offset - this.#flushed;
    const isDue =
      unflushed >= this.#tuning.flushBytes ||
      performance.now() - this.#flushedAtMs >= this.#tuning.flushMs;
    if (unflushed > 0 && isDue) await this.flush();
  }

  async #endPart(): Promise<void> {
    const [start, end] = partRange(this.#parts.length, this.#partBytes, this.#file.bytes);
    await this.#writeOut();
    this.#parts.push(await sha256Hex(this.#buffer.subarray(0, end - start)));
  }

  /** Writes the buffer's new bytes to the file; they always belong to the part in work. */
  async #writeOut(): Promise<void> {
    const start = this.#parts.length * this.#partBytes;
    const piece = this.#buffer.subarray(this.#written - start, this.#offset - start);
    if (piece.length > 0) await this.#out.write(piece, this.#written);
    this.#written = this.#offset;
  }

  /** Flushes what has arrived to the disk, then updates the sidecar. */
  async flush(): Promise<void> {
    await this.#writeOut();
    await this.#out.flush();
    await saveSidecar(this.#store, this.#repo, this.#file.path, {
      version: 1,
      partBytes: this.#partBytes,
      offset: this.#written,
      parts: this.#parts,
    });
    this.#flushed = this.#written;
    this.#flushedAtMs = performance.now();
  }

  /** Starts the file again from nothing. */
  async restart(): Promise<void> {
    this.#parts = [];
    this.#offset = 0;
    this.#written = 0;
    this.#flushed = 0;
    this.#hash = newHash(this.#file);
    await this.#out.truncate(0);
    await this.flush();
  }

  /** Returns the digests of the complete file; the writer takes no more bytes. */
  finish(): { readonly hub: string; readonly sha256: string } {
    return this.#hash.finish();
  }

  async close(): Promise<void> {
    await this.#out.close();
  }
}

const newHash = ({ digest, bytes }: ManifestFile): FileHash =>
  new FileHash(digest?.kind ?? "sha256", bytes);
