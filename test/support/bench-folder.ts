// NExT-QA in a folder of a few files, as a reader has it on the disk. Its videos are bytes that the fake engine opens.

import { nextqa } from "../../src/benchmarks/nextqa.ts";

/** Files of a folder by their paths. */
export type FolderFiles = Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;

const TYPES = ["CW", "TN", "DL"];
const OPTIONS = ["a star rises", "a ball falls", "a box", "nothing", "all of it"];

const questionOf = (at: number, qid: number): string => `what happens in clip ${at} at ${qid}`;

/** What the fake engine says about `count` videos: "A" to every question. */
export const nextqaAnswers = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => TYPES.map((_type, qid) => questionOf(at, qid)))
      .flat()
      .map((question) => [nextqa.prompt({ ...PLAIN, question }, "2026"), "A"]),
  );

const PLAIN = {
  id: "",
  task: "",
  groups: {},
  together: "",
  video: null,
  wanted: "",
  options: OPTIONS,
  answer: 0,
};

/** `count` videos of three questions each, of which every other has "A" as its answer. */
export function nextqaFiles(count: number): FolderFiles {
  const videos = Array.from({ length: count }, (_, at) => 4_010_069_381 + at);
  const records = videos.flatMap((video, at) =>
    TYPES.map((type, qid) => ({
      video,
      question: questionOf(at, qid),
      answer: (at + qid) % 2,
      qid,
      type,
      ...Object.fromEntries(OPTIONS.map((option, i) => [`a${i}`, option])),
    })),
  );
  return {
    "MC/test.json": JSON.stringify(records),
    ...Object.fromEntries(videos.map((video) => [`NExTVideo/${video}.mp4`, "video"])),
  };
}

/** Returns the files as an input for folders gives them. */
export const folderFiles = (files: FolderFiles, name = "nextqa"): File[] =>
  Object.entries(files).map(([path, bytes]) => {
    const file = new File([bytes], path.split("/").at(-1) ?? path);
    return Object.defineProperty(file, "webkitRelativePath", { value: `${name}/${path}` });
  });

/** Writes the files to a folder of the page's own disk, and returns its handle. */
export async function folderHandle(
  files: FolderFiles,
  name = "nextqa",
): Promise<FileSystemDirectoryHandle> {
  const disk = await navigator.storage.getDirectory();
  await disk.removeEntry(name, { recursive: true }).catch(() => undefined);
  const root = await disk.getDirectoryHandle(name, { create: true });
  for (const [path, bytes] of Object.entries(files)) {
    const names = path.split("/");
    let folder = root;
    for (const one of names.slice(0, -1))
      folder = await folder.getDirectoryHandle(one, { create: true });
    const file = await folder.getFileHandle(names.at(-1) ?? path, { create: true });
    const writable = await file.createWritable();
    await writable.write(bytes);
    await writable.close();
  }
  return root;
}
