// TypeScript declares synchronous file access in its worker library only, and this project is compiled with the page's.
// Only what we call is declared here; a call on the page fails at run time, as the standard says.

interface FileSystemSyncAccessHandle {
  write(buffer: AllowSharedBufferSource, options?: { at?: number }): number;
  truncate(newSize: number): void;
  flush(): void;
  close(): void;
}

interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
}
