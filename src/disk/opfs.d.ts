// Synchronous file access is in TypeScript's worker library only, and this project is compiled with the page's.
// Only what we call is declared; a page that calls it gets an error at run time, as the standard has it.

interface FileSystemSyncAccessHandle {
  write(buffer: AllowSharedBufferSource, options?: { at?: number }): number;
  truncate(newSize: number): void;
  flush(): void;
  close(): void;
}

interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
}
