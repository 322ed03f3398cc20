import type { ReadingEvents, ReadVideoOptions, StorageOptions } from "./api.ts";
import type { Note } from "./protocol.ts";

type Ears = Pick<ReadVideoOptions, "onOpen"> &
  Pick<ReadingEvents, "onFrame" | "onChunk"> &
  Pick<StorageOptions, "onProgress">;

/** Whom the notes about a long video go to; a picture that nobody wants is closed. */
export function hearReading(ears: { readonly [Name in keyof Ears]: Ears[Name] | undefined }) {
  const { onOpen, onFrame, onChunk, onProgress } = ears;
  return (note: Note): void => {
    if (note.kind === "long-opened") onOpen?.(note.video);
    else if (note.kind === "chunk") onChunk?.(note.chunk, note.use);
    else if (note.kind === "storage") onProgress?.(note.progress);
    else if (note.kind === "frame") {
      if (onFrame === undefined) note.frame.thumbnail.close();
      else onFrame(note.frame);
    }
  };
}
