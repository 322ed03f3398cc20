// Where bytes are kept. A folder a repository; in it named files of bytes and small texts. Reading goes through
// Blobs (a snapshot, no lock); writing through one open handle a file.

export interface WeightFile {
  /** Puts bytes at an offset. @throws when they cannot be kept. */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): Promise<void>;
  truncate(bytes: number): Promise<void>;
  /** What was written survives a crash. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface WeightStore {
  /** Repositories that have a folder. */
  repos(): Promise<string[]>;
  /** Null when there is none. */
  readText(repo: string, name: string): Promise<string | null>;
  /** Replaces the text as a whole or not at all. */
  writeText(repo: string, name: string, text: string): Promise<void>;
  /** The bytes as they are now, or null. A Blob taken before a later write may become unreadable. */
  blob(repo: string, name: string): Promise<Blob | null>;
  openFile(repo: string, name: string): Promise<WeightFile>;
  removeFile(repo: string, name: string): Promise<void>;
  remove(repo: string): Promise<void>;
}
