// Chrome's own dialog for files gives a handle besides the file, by which a later visit can open it again.

import { isAbort } from "../../base/errors.ts";
import { MEMORY_ENDING } from "../../engine/catalogue.ts";

/** What an input accepts that takes videos; some systems know no type of the rarer ones. */
export const ACCEPTED_VIDEOS = "video/*,.mp4,.m4v,.mov,.webm,.mkv";
/** What an input accepts that takes pictures, subtitles and memories too. */
export const ACCEPTED = `${ACCEPTED_VIDEOS},image/png,image/jpeg,image/webp,image/avif,.srt,.vtt,${MEMORY_ENDING}`;

interface PickOptions {
  readonly id: string;
  readonly multiple: boolean;
  readonly types: readonly {
    readonly description: string;
    readonly accept: Readonly<Record<string, readonly string[]>>;
  }[];
}

type OpenFilePicker = (options: PickOptions) => Promise<FileSystemFileHandle[]>;

/** TypeScript does not list it; browsers but Chromium's have none. */
const picker = (): OpenFilePicker | undefined =>
  (window as { readonly showOpenFilePicker?: OpenFilePicker }).showOpenFilePicker;

export const canPickHandles = (): boolean => picker() !== undefined;

export interface PickedFiles {
  readonly files: readonly File[];
  readonly handles: readonly FileSystemFileHandle[];
}

/** Asks for files; returns null when none was chosen. Call it in the event of a press, where `canPickHandles`. */
export async function pickFiles(): Promise<PickedFiles | null> {
  try {
    const handles =
      (await picker()?.({
        id: "video",
        multiple: true,
        types: [
          {
            description: "Videos, pictures, subtitles, memories",
            accept: {
              "video/*": [".mp4", ".m4v", ".mov", ".webm", ".mkv"],
              "image/png": [".png"],
              "image/jpeg": [".jpg", ".jpeg"],
              "image/webp": [".webp"],
              "image/avif": [".avif"],
              "text/plain": [".srt", ".vtt"],
              "application/octet-stream": [MEMORY_ENDING],
            },
          },
        ],
      })) ?? [];
    if (handles.length === 0) return null;
    return { files: await Promise.all(handles.map((handle) => handle.getFile())), handles };
  } catch (thrown) {
    if (isAbort(thrown)) return null;
    throw thrown;
  }
}

/** A dropped item, of which TypeScript does not list that it can give a handle. */
interface HandledItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** Returns the handles of files that were dropped, where the browser gives them. Call it in the event itself. */
export async function droppedHandles(data: DataTransfer | null): Promise<FileSystemFileHandle[]> {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === "file");
  const handles = await Promise.all(
    items.map(async (item) => {
      const given = (item as unknown as HandledItem).getAsFileSystemHandle?.();
      return (await given?.catch(() => null)) ?? null;
    }),
  );
  return handles.filter(
    (handle): handle is FileSystemFileHandle => handle !== null && handle.kind === "file",
  );
}
