// Writes miniatures of the benchmarks: npx tsx tools/bench-data/main.ts DIR. Each layout is a folder of its own, on which
// `lab eval bench` can be tried.

import { resolve } from "node:path";
import { MINIATURES } from "./miniatures.ts";
import { writeTree } from "./tree.ts";

const [folder, ...others] = process.argv.slice(2);
if (folder === undefined || others.length > 0) {
  console.error("Usage: npx tsx tools/bench-data/main.ts DIR");
  process.exit(2);
}
for (const [benchmark, layouts] of Object.entries(MINIATURES)) {
  for (const [layout, make] of Object.entries(layouts)) {
    const path = resolve(folder, `${benchmark}-${layout}`);
    writeTree(path, make());
    console.log(path);
  }
}
