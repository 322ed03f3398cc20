// ONNX files: parsed, rewritten and written, as before the runtime sees them; and the way in which a large one is read.

import { COMMON_PRECISIONS, GRAPH_NAMES, graphPath } from "../../../src/model/precision.ts";
import { splitWeights } from "../../../src/model/onnx/split-weights.ts";
import { prepareGraph, REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import { externalNames } from "../../../src/model/graph.ts";
import { mutateBytes } from "../bytes.ts";
import { seedFolders } from "../folders.ts";
import { seedFile, type Kind } from "../kind.ts";

/** Larger ones take too long for what they add. */
const MOST_BYTES = 120_000;

interface Seed {
  readonly name: (typeof GRAPH_NAMES)[number];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

let seeds: readonly Seed[] | null = null;

export const ONNX: Kind = {
  name: "onnx",
  async run(random) {
    seeds ??= findSeeds();
    const { name, bytes } = random.pick(seeds);
    const damaged = mutateBytes(random, bytes, random.pick(seeds).bytes);
    externalNames(await splitWeights(new Blob([damaged]), "graph.onnx"));
    await prepareGraph(name, damaged, {
      rewrites: REWRITE_NAMES,
      maxPositions: 2_048,
      externalData: [],
    });
  },
};

const findSeeds = (): Seed[] =>
  seedFolders().flatMap((folder) =>
    GRAPH_NAMES.flatMap((name) =>
      COMMON_PRECISIONS.map((precision) => graphPath(name, precision))
        .filter((path) => folder.has(path))
        .map((path) => ({ name, bytes: seedFile(`${folder.path}/${path}`) }))
        .filter(({ bytes }) => bytes.length <= MOST_BYTES),
    ),
  );
