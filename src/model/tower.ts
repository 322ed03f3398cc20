// A model's vision encoder: one graph that takes pictures, until something asks for its parts. Then the graph is cut, and
// its session gives way to theirs, because two copies of the weights would rarely fit. Pictures go through the parts from
// then on. A small graph stays beside its parts, where it takes all patches of a picture somewhat sooner.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { GraphFile } from "./cut-graphs.ts";
import { createGraph, type Graph } from "./graph.ts";
import { cutTower } from "./onnx/cut/cut-tower.ts";
import type { OnnxModel } from "./onnx/onnx-model.ts";
import { readModel } from "./onnx/read-model.ts";
import { writeModel } from "./onnx/write-model.ts";
import { openParts, runThrough, type OpenParts, type TowerParts } from "./tower-parts.ts";

export interface Tower extends Graph {
  /** Why the graph cannot be cut, as a sentence; null where it can. */
  readonly uncut: string | null;
  /** Whether the graph stays beside its parts. */
  readonly staysWhole: boolean;
  /** Cuts the graph unless it is cut already. @throws AppError `graph-cut`, `graph-create`; the whole then stays. */
  parts(): Promise<TowerParts>;
}

/** The tower's graph after its rewrites. */
export interface TowerFile extends GraphFile {
  readonly uncut: string | null;
}

/** The most bytes of weights of which two copies are held, of the whole and of its parts. */
const MOST_TWICE = 2 ** 25;

/** Makes a tower of its graph, which it releases, and of the file that the graph was opened from. */
export function createTower(
  gpu: Gpu,
  graph: Graph,
  { file, externalData, uncut }: TowerFile,
  mostTwice: number = MOST_TWICE,
): Tower {
  const { name, runtime } = graph;
  const bytes = async () => new Uint8Array(await file.arrayBuffer());
  const openWhole = async () => createGraph(gpu, name, await bytes(), runtime, externalData);
  const open = (part: string, model: OnnxModel): Promise<Graph> =>
    createGraph(gpu, `${name}, ${part}`, writeModel(model), runtime, externalData);
  const weights = externalData.reduce((sum, { data }) => sum + data.size, file.size);
  const isTwice = weights <= mostTwice;
  let whole: Graph | null = graph;
  let opening: Promise<OpenParts> | null = null;

  const cut = async (): Promise<OpenParts> => {
    try {
      const models = cutTower(readModel(await bytes()));
      if (isTwice) return await openParts(models, open, whole);
      await whole?.release();
      whole = null;
      return await openParts(models, open, null);
    } catch (thrown) {
      opening = null;
      whole ??= await openWhole();
      throw thrown;
    }
  };

  return {
    ...graph,
    uncut,
    staysWhole: isTwice,
    async run(feeds, fetches, options) {
      if (opening === null || isTwice) return must(whole, name).run(feeds, fetches, options);
      const { graphs, models, parts } = await opening;
      return runThrough(graphs, parts, models.encoded, feeds, options);
    },
    async parts() {
      opening ??= cut();
      return (await opening).parts;
    },
    async release() {
      await whole?.release();
      const parts = await opening?.catch(() => null);
      for (const graph of Object.values(parts?.graphs ?? {})) await graph?.release();
    },
  };
}
