// A miniature of every benchmark, in its published layout and with its quirks, of the clips that the page shows.

import { egoschemaTree } from "./egoschema.ts";
import { longvideobenchTree } from "./longvideobench.ts";
import { mlvuFilesTree, mlvuTableTree } from "./mlvu.ts";
import { mvbenchTree } from "./mvbench.ts";
import { nextqaTree } from "./nextqa.ts";
import type { Tree } from "./tree.ts";
import { videommeTree } from "./videomme.ts";
import { vnbenchTree } from "./vnbench.ts";

/** By benchmark the layouts in which it is published. */
export const MINIATURES = {
  mvbench: { sources: mvbenchTree },
  videomme: { parquet: videommeTree },
  mlvu: { table: mlvuTableTree, files: mlvuFilesTree },
  longvideobench: {
    json: longvideobenchTree,
    parquet: () => longvideobenchTree({ isParquet: true }),
  },
  vnbench: { json: vnbenchTree },
  nextqa: { parquet: nextqaTree },
  egoschema: { lines: egoschemaTree },
} as const satisfies Readonly<Record<string, Readonly<Record<string, () => Tree>>>>;
