// Chrome's own dialog for files gives a handle besides the file, by which a later visit can open it again.

/** Of an input that takes videos; some systems know no type of the rarer ones. */
export const ACCEPTED_VIDEOS = "video/*,.mp4,.m4v,.mov,.webm,.mkv";

interface PickOptions {
  readonly id: string;
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

export interface PickedVideo {
  readonly file: File;
  readonly handle: FileSystemFileHandle;
}

/** Asks for a video; returns null when none was chosen. Call it in the event of a press, where `canPickHandles`. */
export async function pickVideo(): Promise<PickedVideo | null> {
  try {
    const [handle] =
      (await picker()?.({
        id: "video",
        types: [
          {
            description: "Videos",
            accept: { "video/*": [".mp4", ".m4v", ".mov", ".webm", ".mkv"] },
          },
        ],
      })) ?? [];
    return handle === undefined ? null : { file: await handle.getFile(), handle };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") return null;
    throw thrown;
  }
}

/** Returns the handle of a file that was dropped, where the browser gives one. Call it in the event itself. */
export async function droppedHandle(
  data: DataTransfer | null,
): Promise<FileSystemFileHandle | null> {
  const item = [...(data?.items ?? [])].find(({ kind }) => kind === "file") as
    { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> } | undefined;
  const handle = await item?.getAsFileSystemHandle?.().catch(() => null);
  return handle?.kind === "file" ? (handle as FileSystemFileHandle) : null;
}
