// The annotation files of benchmarks, in every layout, and what is asked and judged of the samples in them.

import type { BenchmarkId } from "../../../src/benchmarks/benchmark.ts";
import { BENCHMARK_IDS, BENCHMARKS, findSamples } from "../../../src/benchmarks/catalogue.ts";
import { judge } from "../../../src/benchmarks/judge.ts";
import { MINIATURES } from "../../bench-data/miniatures.ts";
import type { Tree } from "../../bench-data/tree.ts";
import { treeFolder } from "../../bench-data/tree-folder.ts";
import type { Random } from "../../../src/base/random.ts";
import { mutateBytes } from "../bytes.ts";
import { jsonText, mutateJson, type Json } from "../json.ts";
import type { Kind } from "../kind.ts";

const ANNOTATION = /\.(?:json|jsonl|parquet|srt)$/;
const trees = new Map<string, Tree>();

export const BENCHMARK: Kind = {
  name: "benchmark",
  async run(random) {
    const id = random.pick(BENCHMARK_IDS);
    const tree = new Map(treeOf(random, id));
    const path = random.pick([...tree.keys()].filter((each) => ANNOTATION.test(each)));
    tree.set(path, damaged(random, path, tree.get(path) ?? new Uint8Array()));
    const benchmark = BENCHMARKS[id];
    const { samples } = await findSamples(benchmark, treeFolder("data", tree));
    for (const sample of samples.slice(0, 20)) {
      const text = benchmark.prompt(sample, "2026");
      judge(benchmark, sample, text.slice(0, 200), random.pick(["2025", "2026"] as const));
      if (!benchmark.hasSubtitles || sample.subtitles === undefined) continue;
      const subtitles = new TextDecoder().decode(tree.get(sample.subtitles));
      const timesSec = [0, 1, 2, 3];
      benchmark.prompt(sample, "2026", { subtitles, timesSec, durationSec: 4, framesPerSec: 25 });
    }
  },
};

/** Made once, without the content of videos, which nothing here reads. */
function treeOf(random: Random, id: BenchmarkId): Tree {
  const [layout, make] = random.pick(Object.entries<() => Tree>(MINIATURES[id]));
  const key = `${id} ${layout}`;
  let tree = trees.get(key);
  if (tree === undefined) {
    const small = [...make()].map(
      ([path, bytes]) => [path, ANNOTATION.test(path) ? bytes : new Uint8Array(1)] as const,
    );
    trees.set(key, (tree = new Map(small)));
  }
  return tree;
}

function damaged(random: Random, path: string, bytes: Uint8Array): Uint8Array {
  if (!path.endsWith(".json") || random.chance(0.2)) return mutateBytes(random, bytes.slice());
  const value = JSON.parse(new TextDecoder().decode(bytes)) as Json;
  return new TextEncoder().encode(jsonText(mutateJson(random, value)));
}
