// A folder of a benchmark, on the disk of a script or as a reader picked it in the page. Paths have "/" between names.

/** What a benchmark asks of its folder. */
export interface BenchmarkFolder {
  /** Its name for people. */
  readonly name: string;
  /** The names of the files in a folder within; none where there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** Whether there is a file, or a folder with files in it. */
  has(path: string): Promise<boolean>;
  /** Returns a file's bytes. @throws AppError `bench-file-missing`. */
  read(path: string): Promise<Uint8Array>;
}

/** Returns a path of a record as one within the folder; null for one that leads out of it. */
export function pathWithin(path: string): string | null {
  const names = path.replaceAll("\\", "/").split("/");
  const kept = names.filter((name) => name !== "" && name !== ".");
  const isAbsolute = path.startsWith("/") || /^[A-Za-z]:/.test(path);
  return isAbsolute || kept.includes("..") || kept.length === 0 ? null : kept.join("/");
}

/** The endings under which videos are published, in the order in which they are tried. */
const ENDINGS = ["", ".mp4", ".MP4", ".mkv", ".webm", ".avi", ".mov"];

/** Returns the first video that is there, with its name as it stands or with another ending. */
export async function findVideo(
  folder: BenchmarkFolder,
  places: readonly string[],
  name: string,
): Promise<string | null> {
  const stem = name.replace(/\.(?:mp4|mkv|webm|avi|mov)$/i, "");
  const names = [...new Set([name, ...ENDINGS.slice(1).map((ending) => stem + ending)])];
  for (const each of names) {
    for (const place of places) {
      const path = pathWithin(`${place === "" ? "" : `${place}/`}${each}`);
      if (path !== null && (await folder.has(path))) return path;
    }
  }
  return null;
}

/** Returns the paths of files that are there, of a name in some places. */
export async function filesIn(
  folder: BenchmarkFolder,
  places: readonly string[],
  isWanted: (name: string) => boolean,
): Promise<string[]> {
  const found = await Promise.all(
    places.map(async (place) =>
      (await folder.list(place))
        .filter(isWanted)
        .map((name) => (place === "" ? name : `${place}/${name}`)),
    ),
  );
  return found.flat().sort();
}
