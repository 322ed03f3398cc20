// What the page hands to the reader as files, which leave the page and so bring no event.

import { onTestFinished, vi } from "vitest";

export interface SavedFile {
  readonly name: string;
  readonly blob: Blob;
}

/** Returns a list to which every file is added that is saved until the test ends. */
export function watchSaved(): readonly SavedFile[] {
  const saved: SavedFile[] = [];
  let last = new Blob();
  const makeUrl = vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    if (blob instanceof Blob) last = blob;
    return "blob:none";
  });
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push({ name: this.download, blob: last });
  });
  onTestFinished(() => {
    makeUrl.mockRestore();
    click.mockRestore();
  });
  return saved;
}

/** Returns a function that returns the texts that were written on canvases since, until the test ends: the words of saved pictures. */
export function watchWritten(): () => readonly string[] {
  const write = vi.spyOn(CanvasRenderingContext2D.prototype, "fillText");
  onTestFinished(() => write.mockRestore());
  return () => write.mock.calls.map(([text]) => text);
}
