/** Hands a blob to the reader as a download. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken the blob by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

/** Hands a text to the reader as a download. */
export const saveText = (text: string, type: string, name: string): void =>
  saveFile(new Blob([text], { type: `${type};charset=utf-8` }), name);
