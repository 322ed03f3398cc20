// Gives pages under test the miniatures of benchmarks, which are made in Node. The page's engine there looks into no video, so
// that each video is a few bytes, unless it is a broken one.

import { Buffer } from "node:buffer";
import { MINIATURES } from "../../tools/bench-data/miniatures.ts";
import { mvbenchTree } from "../../tools/bench-data/mvbench.ts";
import { BROKEN, type Tree } from "../../tools/bench-data/tree.ts";

/** Files in base64 by their paths. */
export type EncodedFiles = Readonly<Record<string, string>>;

/** Of MVBench's twenty tasks each has one question. */
const LAYOUTS: Readonly<Record<string, Readonly<Record<string, () => Tree>>>> = {
  ...MINIATURES,
  mvbench: { sources: () => mvbenchTree({ isShort: true }) },
};

const isVideo = (path: string): boolean => /\.(?:mp4|mkv|webm|jpg)$/.test(path);

const SHORT = Buffer.from("video");

/** Makes the miniature of a benchmark in one of its layouts, as "mlvu files". */
export function miniature(_context: unknown, name: string): EncodedFiles {
  const [benchmark = "", layout = ""] = name.split(" ");
  const make = LAYOUTS[benchmark]?.[layout];
  if (make === undefined) throw new Error(`There is no miniature "${name}".`);
  const entries = [...make()].map(([path, bytes]) => {
    const isShort = isVideo(path) && bytes !== BROKEN;
    return [path, (isShort ? SHORT : Buffer.from(bytes)).toString("base64")];
  });
  return Object.fromEntries(entries) as EncodedFiles;
}
