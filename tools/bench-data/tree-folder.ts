// A benchmark's folder in memory, out of the files of a miniature.

import type { BenchmarkFolder } from "../../src/benchmarks/folder.ts";
import type { Tree } from "./tree.ts";

export function treeFolder(name: string, tree: Tree): BenchmarkFolder {
  const paths = [...tree.keys()];
  const list = (path: string): string[] => {
    const start = path === "" ? "" : `${path}/`;
    return paths
      .filter((each) => each.startsWith(start) && !each.slice(start.length).includes("/"))
      .map((each) => each.slice(start.length));
  };
  return {
    name,
    list: async (path) => list(path),
    has: async (path) => tree.has(path) || list(path).length > 0,
    async read(path) {
      const bytes = tree.get(path);
      if (bytes === undefined) throw new Error(`no ${path}`);
      return bytes;
    },
  };
}
